package io.pindown.nic.registrar;

import io.pindown.registrar.RegistrarException;
import io.pindown.registrar.RegistrarException.Reason;
import io.pindown.registry.AddressSpace;
import io.pindown.registry.Watch;
import io.pindown.registry.WatchRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Ranges for a device that pins a page only once: they are held as extents, which share no page, and overlapping ranges share extents.
 *
 * <p>Whoever comes second gets pages that were pinned before it asked, so these must still be the ones that are there. An extent has <em>vouchers</em>
 * for that: watches that were armed before it was pinned, over memory that is covered. One that lies over any byte of a page proves, as long as it is
 * clean, that the page is the same, since mappings change by pages; so a page that two blocks share stays vouched for by the one that lives on when the
 * other is freed, even if nobody has it registered any more. So the first and the last page of a range that is not of whole pages are extents of
 * their own, and the rest, which is of one owner, is another. Memory that nothing is known of is vouched for by its use: what is registered for one use is
 * not freed before its end. If nobody vouches for an extent, a range that shares a page with it is refused, until its holders have let it go.
 *
 * <pre>
 * field                        access             publishes
 * byStart, and all extents     under this lock    -
 * a voucher's state            events; volatile   see Watch
 * </pre>
 *
 * Order: voucher armed, then pinned; voucher seen clean, then shared. So a change that returned before the second one asked made the voucher dirty, and
 * one that comes later hits the watch which the second one's cache has armed before. The lock is held while the device pins, as the driver's own is.
 *
 * @param <P> what the device has of an extent
 */
final class Extents<P> {
  static final long PAGE = 4096;
  private static final int LOOKS = 4;
  private static final int BATCH = 64;

  /** The device. */
  interface Pinner<P> {
    P pin(long address, long length, int access);

    void unpin(P pinned);

    boolean allows(P pinned, int access);
  }

  /** Pages that are pinned together. */
  static final class Extent<P> {
    private final long start;
    private final long end;
    private final P pinned;
    private final List<Watch> vouchers = new ArrayList<>(2);
    private int holders;
    private int uses;

    private Extent(long start, long end, P pinned) {
      this.start = start;
      this.end = end;
      this.pinned = pinned;
    }

    long start() {
      return start;
    }

    long end() {
      return end;
    }

    P pinned() {
      return pinned;
    }

    @Override
    public String toString() {
      return "[0x" + Long.toHexString(start) + ", 0x" + Long.toHexString(end) + ")";
    }
  }

  /** What one range holds: all its extents, in order. */
  static final class Hold<P> {
    private final long start;
    private final long end;
    private final boolean watched;
    private final List<Extent<P>> extents = new ArrayList<>(3);

    private Hold(long start, long end, boolean watched) {
      this.start = start;
      this.end = end;
      this.watched = watched;
    }

    List<Extent<P>> extents() {
      return extents;
    }

    /** First byte of what it is held for. */
    long start() {
      return start;
    }

    /** Behind the last one. */
    long end() {
      return end;
    }

    /** Whether what is known of the range tells of all pages of the extent. */
    private boolean speaksFor(long from, long to) {
      return to - from == PAGE || start <= from && to <= end;
    }
  }

  private final AddressSpace space;
  private final WatchRegistry registry;
  private final Pinner<P> pinner;
  private final TreeMap<Long, Extent<P>> byStart = new TreeMap<>();

  Extents(AddressSpace space, String name, Pinner<P> pinner) {
    this.space = space;
    this.registry = space.newRegistry(name);
    this.pinner = pinner;
  }

  /**
   * Holds the pages {@code [from, to)} for the bytes {@code [start, end)}.
   *
   * @throws RegistrarException with STALE if some of them are pinned still from what was there before; or as the device refuses. Nothing is held then
   */
  synchronized Hold<P> hold(long from, long to, int access, long start, long end) {
    discardReports();
    Hold<P> hold = new Hold<>(start, end, isWatched(start, end));
    boolean whole = false;
    try {
      for (long at = from; at < to; ) {
        Map.Entry<Long, Extent<P>> before = byStart.floorEntry(at);
        Extent<P> extent;
        if (before != null && before.getValue().end > at) {
          extent = before.getValue();
          join(extent, hold, access);
        } else {
          Long next = byStart.higherKey(at);
          extent = make(at, cut(at, next == null ? to : Math.min(to, next), start, end), hold, access);
        }
        extent.holders++;
        hold.extents.add(extent);
        at = extent.end;
      }
      whole = true;
      return hold;
    } finally {
      if (!whole) {
        release(hold);
      }
    }
  }

  /** The end of an extent that begins at {@code at} and may reach to {@code limit}: pages that others may own a part of are by themselves. */
  private static long cut(long at, long limit, long start, long end) {
    if (at < start) {
      return at + PAGE;
    }
    return limit > end && limit - at > PAGE ? limit - PAGE : limit;
  }

  private boolean isWatched(long start, long end) {
    long base = space.containerAround(start, end);
    return base != 0 && space.covers(space.isMapping(base));
  }

  private Extent<P> make(long from, long to, Hold<P> hold, int access) {
    Watch voucher = voucher(from, to, hold);
    P pinned = null;
    try {
      pinned = pinner.pin(from, to - from, access);
    } finally {
      if (pinned == null && voucher != null) {
        registry.unwatch(voucher);
      }
    }
    Extent<P> extent = new Extent<>(from, to, pinned);
    byStart.put(from, extent);
    if (voucher != null) {
      extent.vouchers.add(voucher);
    }
    use(extent, hold, 1);
    return extent;
  }

  private void join(Extent<P> extent, Hold<P> hold, int access) {
    if (!isFresh(extent)) {
      throw RegistrarException.stale(
          extent.start,
          extent.end,
          "pages " + extent + " are registered still, of memory that has changed since or may have; the driver registers a page only once, so that has to"
              + " be deregistered before: see whether it is leased, and was freed all the same");
    }
    if (!pinner.allows(extent.pinned, access)) {
      throw new RegistrarException(
          Reason.ACCESS, "pages " + extent + " are registered for reading only, and access 0x" + Integer.toHexString(access) + " wants more");
    }
    extent.vouchers.removeIf(voucher -> !voucher.isClean() && registry.unwatch(voucher));
    if (hold.speaksFor(extent.start, extent.end) && extent.vouchers.stream().noneMatch(voucher -> covers(voucher, hold, extent))) {
      Watch voucher = voucher(extent.start, extent.end, hold);
      if (voucher != null) {
        extent.vouchers.add(voucher);
      }
    }
    use(extent, hold, 1);
  }

  /** Whether a voucher tells at least what the hold's own would. */
  private boolean covers(Watch voucher, Hold<P> hold, Extent<P> extent) {
    return voucher.address() <= Math.max(hold.start, extent.start) && voucher.address() + voucher.length() >= Math.min(hold.end, extent.end);
  }

  /** A watch over what the hold knows of the extent, armed; null if it would prove nothing. */
  private Watch voucher(long from, long to, Hold<P> hold) {
    if (!hold.watched) {
      return null;
    }
    long start = Math.max(hold.start, from);
    long end = Math.min(hold.end, to);
    Watch voucher = registry.watch(start, end - start, 0);
    if (voucher.isContained() && !space.isChanging(start, end)) {
      return voucher;
    }
    registry.unwatch(voucher);
    return null;
  }

  private void use(Extent<P> extent, Hold<P> hold, int by) {
    if (!hold.watched && hold.speaksFor(extent.start, extent.end)) {
      extent.uses += by;
    }
  }

  private boolean isFresh(Extent<P> extent) {
    for (int look = 0; look < LOOKS; look++) {
      if (extent.uses > 0 || extent.vouchers.stream().anyMatch(Watch::isClean)) {
        return true;
      }
      if (space.nothingLost()) {
        return false;
      }
      space.settleLosses(); // until then no watch counts as clean
    }
    return false;
  }

  /** Lets go of a hold; what nobody holds any more is unpinned. What the device refuses to unpin stays pinned, and is refused by it from then on. */
  synchronized void release(Hold<P> hold) {
    RuntimeException failure = null;
    for (Extent<P> extent : hold.extents) {
      use(extent, hold, -1);
      if (--extent.holders == 0) {
        byStart.remove(extent.start);
        extent.vouchers.forEach(registry::unwatch);
        try {
          pinner.unpin(extent.pinned);
        } catch (RuntimeException e) {
          failure = e;
        }
      }
    }
    hold.extents.clear();
    discardReports();
    if (failure != null) {
      throw failure;
    }
  }

  /** A voucher's state is all that counts; but what an event has made dirty is kept until somebody drains it. */
  private void discardReports() {
    Watch[] reported = new Watch[BATCH];
    while (registry.isDrainDue() && registry.drainWatches(reported) == BATCH) {
      // the next batch
    }
  }

  synchronized int size() {
    return byStart.size();
  }

  /** Watches that vouch, clean or not. */
  int vouchers() {
    return registry.size();
  }
}
