package io.pindown.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.cache.RecordingRegistrar.Region;
import io.pindown.registrar.Access;
import io.pindown.registry.AddressSpace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random sequences of operations of one thread against a cache that looks at everything. Each page has a version that every change of
 * its mapping moves; a registration has the versions of its pages at that time. The seed is the name of the test.
 */
class CacheModelTest {
  private static final long PAGE = 4096;
  private static final int PAGES = 96;
  private static final long AT = 0x7e40_0000_0000L;
  private static final int MAX_REGISTRATIONS = 8;
  private static final long MAX_BYTES = 40 * PAGE;
  private static final long WIDEN = 8 * PAGE;
  private static final int STEPS = 2_500;

  private final AddressSpace space = AddressSpace.detached();
  private final RecordingRegistrar registrar = new RecordingRegistrar();
  private final RegistrationCache<Region> cache =
      RegistrationCache.of(
          registrar,
          CacheOptions.defaults("model").withMaxBytes(MAX_BYTES).withMaxRegistrations(MAX_REGISTRATIONS).withWidenLimit(WIDEN),
          space);

  private final long[] versions = new long[PAGES];
  private final TreeMap<Integer, Integer> containers = new TreeMap<>(); // first page -> pages
  private final List<int[]> windows = new ArrayList<>();
  private final Map<Region, long[]> registered = new HashMap<>();
  private final Set<Region> found = new HashSet<>(); // what a lookup may find, if it is still there
  private final Set<Region> kept = new HashSet<>(); // cached ones, found or taken out
  private final Set<Region> blamed = new HashSet<>();
  private final List<Lease<Region>> leases = new ArrayList<>();
  private final Map<Region, Integer> leased = new HashMap<>();
  private final AtomicInteger gone = new AtomicInteger();
  private Random random;
  private long acquires;
  private long expectedHits;
  private int invalidations;

  /** Over all seeds, or the limits were never tested. */
  private static final AtomicInteger EVICTIONS = new AtomicInteger();

  @AfterAll
  static void theLimitsWereReached() {
    assertThat(EVICTIONS.get()).isPositive();
  }

  static LongStream seeds() {
    return LongStream.range(500, 520);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void agreesWithTheModel(long seed) {
    random = new Random(seed);
    registrar.onRegister(r -> registered.put(r, snapshot(r.address(), r.address() + r.length())));
    for (int step = 0; step < STEPS; step++) {
      one();
      check();
    }
    windows.forEach(w -> space.changeEnd(address(w[0]), (w[1] - w[0]) * PAGE));
    while (!leases.isEmpty()) {
      release();
    }
    cache.close();
    CacheStatistics s = cache.statistics();
    assertThat(s.hits() + s.misses()).isEqualTo(acquires);
    assertThat(s.hits()).isEqualTo(expectedHits);
    assertThat(s.registrations()).isEqualTo(s.deregistrations()).isEqualTo(registrar.all().size());
    assertThat(s.registrations()).isEqualTo(s.oneUseTotal() + s.withdrawn() + s.invalidations() + s.evictions() + s.flushed());
    assertThat(s.misses()).as("each miss registered once").isEqualTo(s.registrations());
    assertThat(s.inUseInvalidations()).isEqualTo(blamed.size());
    assertThat(registrar.live()).isEmpty();
    assertThat(registrar.deregisteredTwice()).isZero();
    assertThat(s.pinnedBytes()).isZero();
    assertThat(space.watches()).isZero();
    assertThat(cache.watches()).isZero();
    assertThat(gone).as("each invalidate has said when it was over, once").hasValue(invalidations);
    EVICTIONS.addAndGet((int) s.evictions());
    assertThat(blamed).as("memory was changed in use").isNotEmpty();
  }

  private void check() {
    CacheStatistics s = cache.statistics();
    assertThat(s.live()).isLessThanOrEqualTo(MAX_REGISTRATIONS);
    long inUse = leased.entrySet().stream().filter(e -> e.getValue() > 0).mapToLong(e -> e.getKey().length()).sum();
    assertThat(s.pinnedBytes()).as("bytes").isLessThanOrEqualTo(MAX_BYTES + inUse + waiting());
    leases.forEach(l -> assertThat(registrar.live()).as("what is leased is registered").contains(l.handle()));
  }

  /** What has changed, or was given up, and waits for the reaper is still pinned. */
  private long waiting() {
    return registrar.live().stream().filter(r -> !found.contains(r) || !current(r)).mapToLong(Region::length).sum();
  }

  private static long address(int page) {
    return AT + page * PAGE;
  }

  private static int page(long address) {
    return (int) ((address - AT) / PAGE);
  }

  private long[] snapshot(long from, long to) {
    return Arrays.copyOfRange(versions, page(from), page(to - 1) + 1);
  }

  private boolean current(Region r) {
    return Arrays.equals(registered.get(r), snapshot(r.address(), r.address() + r.length()));
  }

  private void changed(int from, int to) {
    for (int page = from; page < to; page++) {
      versions[page]++;
    }
    kept.stream()
        .filter(r -> r.address() < address(to) && address(from) < r.address() + r.length() && leased.getOrDefault(r, 0) > 0)
        .forEach(blamed::add);
  }

  private void one() {
    switch (random.nextInt(16)) {
      case 0, 1 -> allocate();
      case 2 -> free();
      case 3 -> unmap();
      case 4 -> window();
      case 5 -> cacheWide();
      case 6, 7, 8 -> release();
      default -> acquire();
    }
  }

  private boolean free(int from, int to) {
    Map.Entry<Integer, Integer> before = containers.lowerEntry(to);
    return to <= PAGES && (before == null || before.getKey() + before.getValue() <= from);
  }

  private void allocate() {
    int first = random.nextInt(PAGES);
    int pages = 1 + random.nextInt(14);
    if (free(first, first + pages)) {
      changed(first, first + pages);
      containers.put(first, pages);
      if (random.nextBoolean()) {
        space.allocated(address(first), pages * PAGE);
      } else {
        space.mapped(address(first), pages * PAGE);
      }
    }
  }

  private void free() {
    Integer first = containers.ceilingKey(random.nextInt(PAGES));
    if (first != null) {
      int pages = containers.remove(first);
      space.freed(address(first));
      changed(first, first + pages);
    }
  }

  private void unmap() {
    int from = random.nextInt(PAGES);
    int to = Math.min(PAGES, from + 1 + random.nextInt(6));
    space.unmapped(address(from), (to - from) * PAGE - random.nextInt(100));
    for (Map.Entry<Integer, Integer> e : new TreeMap<>(containers).entrySet()) {
      int first = e.getKey();
      int limit = first + e.getValue();
      if (first < to && from < limit) {
        containers.remove(first);
        if (first < from) {
          containers.put(first, from - first);
        }
        if (to < limit) {
          containers.put(to, limit - to);
        }
      }
    }
    changed(from, to);
  }

  private void window() {
    if (!windows.isEmpty() && random.nextInt(3) != 0) {
      int[] w = windows.remove(random.nextInt(windows.size()));
      space.changeEnd(address(w[0]), (w[1] - w[0]) * PAGE);
      changed(w[0], w[1]);
      return;
    }
    int from = random.nextInt(PAGES);
    int to = Math.min(PAGES, from + 1 + random.nextInt(4));
    if (windows.size() < 3 && windows.stream().noneMatch(w -> w[0] == from)) {
      space.changeBegin(address(from), (to - from) * PAGE);
      windows.add(new int[] {from, to});
      changed(from, to);
    }
  }

  private void cacheWide() {
    if (random.nextBoolean()) {
      cache.flush();
      found.removeIf(r -> leased.getOrDefault(r, 0) == 0);
      kept.removeIf(r -> leased.getOrDefault(r, 0) == 0);
    } else {
      int from = random.nextInt(PAGES);
      int to = Math.min(PAGES, from + 1 + random.nextInt(20));
      invalidations++;
      cache.invalidate(address(from), (to - from) * PAGE, gone::incrementAndGet);
      found.removeIf(r -> r.address() < address(to) && address(from) < r.address() + r.length());
    }
  }

  private void release() {
    if (!leases.isEmpty()) {
      Lease<Region> lease = leases.remove(random.nextInt(leases.size()));
      Region region = lease.handle();
      leased.merge(region, -1, Integer::sum);
      lease.release();
    }
  }

  private void acquire() {
    long start = AT + (long) (random.nextDouble() * PAGES * PAGE);
    long length = 1 + (random.nextBoolean() ? random.nextInt(200) : random.nextInt((int) (10 * PAGE)));
    long end = Math.min(start + length, address(PAGES));
    int access = random.nextInt(4) == 0 ? Access.LOCAL_WRITE : random.nextInt(8) == 0 ? Access.REMOTE_READ : Access.LOCAL_READ;
    boolean hit =
        found.stream()
            .anyMatch(
                r ->
                    registrar.live().contains(r)
                        && current(r)
                        && r.address() <= start
                        && end <= r.address() + r.length()
                        && Access.covers(r.access(), access));
    int before = registrar.all().size();
    Lease<Region> lease = cache.acquire(start, end - start, access);
    acquires++;
    Region region = lease.handle();
    assertThat(registrar.all().size() - before).as("a hit registers nothing, a miss once").isEqualTo(hit ? 0 : 1);
    expectedHits += hit ? 1 : 0;
    assertThat(snapshot(start, end))
        .as("a lease on memory as it is now")
        .isEqualTo(Arrays.copyOfRange(registered.get(region), page(start) - page(region.address()), page(end - 1) - page(region.address()) + 1));
    assertThat(Access.covers(region.access(), access)).isTrue();
    assertThat(region.address() <= start && end <= region.address() + region.length()).isTrue();
    assertThat(lease.isValid()).isTrue();
    if (!hit) {
      expectOutcome(lease, start, end);
    }
    if (lease.isCached()) {
      found.add(region);
      kept.add(region);
    }
    leased.merge(region, 1, Integer::sum);
    leases.add(lease);
    if (leases.size() > 5) {
      release();
    }
  }

  private void expectOutcome(Lease<Region> lease, long start, long end) {
    Map.Entry<Integer, Integer> at = containers.floorEntry(page(start));
    boolean known = at != null && end <= address(at.getKey() + at.getValue());
    if (!known) {
      assertThat(lease.whyNotCached()).isEqualTo(OneUse.UNKNOWN_CONTAINER);
      return;
    }
    boolean whole = Access.isLocal(lease.access()) && at.getValue() * PAGE <= WIDEN;
    int from = whole ? at.getKey() : page(start);
    int to = whole ? at.getKey() + at.getValue() : page(end - 1) + 1;
    boolean changing = windows.stream().anyMatch(w -> w[0] < to && from < w[1]);
    if (lease.whyNotCached() == OneUse.LIMIT) {
      assertThat(leases).as("something must be in use").isNotEmpty();
    } else if (changing) {
      assertThat(lease.whyNotCached()).isEqualTo(OneUse.CHANGING);
    } else {
      assertThat(lease.whyNotCached()).isNull();
      assertThat(lease.address()).isEqualTo(address(from));
      assertThat(lease.length()).isEqualTo((to - from) * PAGE);
    }
  }
}
