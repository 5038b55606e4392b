package io.pindown.agent.observe;

import io.pindown.registry.AddressSpace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * Where the memory is made that has to be registered: a sample of the blocks and mappings that begin has the stack taken, and each registration is
 * counted at the site of its block, or, if that is not known, at the site that used it.
 *
 * <p>Bounded: {@value #PLACES} blocks, of which two with one place drive each other out, and {@value #MOST_SITES} sites; what is beyond counts as
 * unknown. Thread-safe.
 *
 * <pre>
 * field      written by                access          publishes
 * places[i]  begun                     volatile        a block's base with its site; null if the last block there was not sampled
 * sites      begun, registered         ConcurrentMap   the sites
 * recorded   begun                     volatile        that places may hold something
 * </pre>
 */
final class AllocationSites {
  private static final int PLACES = 1 << 16;
  private static final int MOST_SITES = 2000;
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;
  private static final int PAGE = 4096;

  private final AddressSpace space;
  private final AtomicReferenceArray<Origin> places = new AtomicReferenceArray<>(PLACES);
  private final ConcurrentHashMap<List<String>, Site> made = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<List<String>, Site> used = new ConcurrentHashMap<>();
  private final LongAdder unknown = new LongAdder();
  private volatile boolean recorded;
  private final Budget begins = new Budget(1000, 20);
  private final Budget uses = new Budget(500, 10);

  private record Origin(long base, Site site) {}

  AllocationSites(AddressSpace space) {
    this.space = space;
  }

  private static int place(long base) {
    return (int) (base * GOLDEN >>> 48);
  }

  /** A block or a mapping has begun. Returns nothing of meaning; what it throws is the caller's to drop. */
  long begun(long base, long size) {
    if (!recorded) {
      recorded = true; // before the place is, so that who reads it after a use of that block finds both
    }
    int place = place(base);
    if (begins.take()) {
      Site site = site(made, true);
      if (site != null) {
        places.set(place, new Origin(base, site));
        return 0;
      }
    }
    Origin last = places.get(place);
    if (last != null && last.base == base) {
      places.compareAndSet(place, last, null); // another block is there now
    }
    return 0;
  }

  /** Whole pages would be registered, by this thread. */
  void registered(long address, long length) {
    // the block may begin inside the first page; a look for it costs as much as all the rest, and is for nothing where allocations are not recorded
    long base = recorded ? space.containerAround(address + PAGE - 1, address + PAGE) : 0;
    Origin origin = base == 0 ? null : places.get(place(base));
    Site site = origin != null && origin.base == base ? origin.site : uses.take() ? site(used, false) : null;
    if (site == null) {
      unknown.increment();
    } else {
      site.registrations.increment();
      site.bytes.add(length);
    }
  }

  private static Site site(ConcurrentHashMap<List<String>, Site> among, boolean allocates) {
    List<String> frames = Frames.here();
    if (frames.isEmpty()) {
      return null;
    }
    Site site = among.get(frames);
    if (site == null && among.size() < MOST_SITES) {
      Site added = new Site(List.copyOf(frames), allocates);
      site = among.putIfAbsent(added.figures().frames(), added);
      site = site == null ? added : site;
    }
    return site;
  }

  /** Registrations whose memory's site is not known. */
  long unknown() {
    return unknown.sum();
  }

  /** The sites that caused most registrations, of those that caused any. */
  List<SiteFigures> top(int most) {
    List<SiteFigures> all = new ArrayList<>();
    made.values().forEach(site -> all.add(site.figures()));
    used.values().forEach(site -> all.add(site.figures()));
    all.removeIf(site -> site.registrations() == 0);
    all.sort(Comparator.comparingLong(SiteFigures::registrations).reversed());
    return List.copyOf(all.subList(0, Math.min(most, all.size())));
  }
}
