package io.pindown.registry;

/**
 * What an event does that begins something or changes it where it is: to the containers, to the watches in them, and to the windows of
 * changes in progress. Called between the counting of an event and the noting of its failure, so it may throw; else it keeps an event's
 * rules.
 */
final class Changes {
  private static final long UNCHANGED = 0;

  private final Containers containers;
  private final WatchIndex watches;
  private final Arming arming;
  private final ChangeWindows windows;

  Changes(Containers containers, WatchIndex watches, Arming arming, ChangeWindows windows) {
    this.windows = windows;
    this.containers = containers;
    this.watches = watches;
    this.arming = arming;
  }

  /**
   * Something new is at an address. Whatever was known there has ended without an event, or has been mapped over: its watches are
   * hit, so that a missed end is not a stale hit for ever.
   */
  void begun(long base, long end, long kind) {
    if (end < 0 || end - base > Containers.LARGEST) {
      watches.hitAny(base, Long.MAX_VALUE); // no such thing can be
      return;
    }
    if (kind == Containers.MAPPING && Containers.isMapping(containers.get(containers.around(base, end)))) {
      watches.hitAny(base, end);
      return; // mapped over a part of something larger, which still ends as a whole
    }
    long ended = containers.remove(base);
    // after that, so that it hits what was noted there; beyond the end, too, where it is in no known container any more
    if (watches.size() != 0) {
      watches.hit(base, Math.max(end, base + Containers.size(ended)), kind == Containers.MAPPING ? WatchIndex.ANY : WatchIndex.BEGUN);
    }
    if (!containers.add(base, end - base, kind | Containers.notes(ended))) {
      watches.hitAny(base, end); // it was there for a moment, and a watch may have been armed in it
    }
  }

  void reallocationBegin(long base, long newSize) {
    long value = containers.remove(base);
    long end = value == 0 ? smallBlockEnd(base) : base + Containers.size(value);
    if (!windows.begin(base, end, newSize, value) && value != 0) {
      containers.add(base, Containers.size(value), value & ContainerTable.FORGOTTEN); // if it fails, nobody else knows how long the block is
    }
    if (value != 0) {
      watches.hitAny(base, end);
    } else if (arming.someUncontained()) {
      watches.hit(base, end, WatchIndex.UNCONTAINED);
    }
  }

  void reallocationEnd(long base, long newBase) {
    int place = windows.placeOf(base);
    if (newBase == UNCHANGED) {
      if (place >= 0 && windows.kindOf(place) != 0) {
        containers.add(base, windows.endOf(place) - base, windows.kindOf(place) & ContainerTable.FORGOTTEN | Containers.notes(windows.kindOf(place)));
      }
    } else if (place >= 0) {
      reallocated(base, windows.endOf(place), newBase, windows.newSize(place), windows.kindOf(place));
    } else {
      // the window found no place, so neither the old range nor the new size is known
      containers.remove(base);
      containers.remove(newBase);
      watches.hitAll(WatchIndex.ANY);
    }
    windows.close(place);
  }

  /**
   * What was armed meanwhile is hit, as at the end of every change. Of what the block has left, all of it or what it became shorter by,
   * the old end was like a free: another thread may have got it by now, in a container of its own, whose watches are left alone.
   */
  private void reallocated(long base, long end, long newBase, long newSize, long before) {
    long left = newBase != base ? base : newSize > Containers.LARGEST ? end : Math.min(end, base + newSize);
    if (left < end && arming.someUncontained()) {
      watches.hit(left, end, WatchIndex.UNCONTAINED);
    }
    if (newBase != base) {
      if (newSize >= AddressSpace.TRACKED) {
        begun(newBase, newBase + newSize, 0);
      }
      return;
    }
    long upTo = newSize > Containers.LARGEST ? Long.MAX_VALUE : base + newSize;
    if (before != 0 || newSize >= AddressSpace.TRACKED) {
      watches.hitAny(base, upTo);
    } else if (arming.someUncontained()) {
      watches.hit(base, upTo, WatchIndex.UNCONTAINED); // small, and was unknown: no container that watches lie in is there
    }
    if (newSize >= AddressSpace.TRACKED) {
      long between = containers.remove(base);
      containers.add(base, newSize, Containers.notes(between | before)); // reported watches count their hits, too
    }
  }

  void begin(long from, long to) {
    windows.begin(from, to, 0, 0);
    watches.hitAny(from, to);
  }

  void end(long from, long to) {
    watches.hitAny(from, to);
    windows.close(windows.placeOf(from));
  }

  void truncationBegin() {
    windows.begin(0, Long.MAX_VALUE, 0, ChangeWindows.FILES);
    hitFiles();
  }

  void truncationEnd() {
    hitFiles();
    windows.close(windows.placeOf(0));
  }

  /** Files are opened for writing anew all the time: that must cost little where nothing maps one, however many watches there are. */
  private void hitFiles() {
    if (arming.someOnFiles()) {
      watches.hitAll(WatchIndex.FILES);
    }
  }

  boolean isOpenOver(long start, long end) {
    if (!windows.isOpenOver(start, end, true)) {
      return false;
    }
    // a file that is being opened may take for ever, a named pipe for one: what cannot map a file does not wait for that
    long base = containers.around(start, end);
    return base == 0 || Containers.isMapping(containers.get(base)) || windows.isOpenOver(start, end, false);
  }

  /** Where a block of unknown size ends at the latest. */
  static long smallBlockEnd(long base) {
    return base > Long.MAX_VALUE - AddressSpace.TRACKED ? Long.MAX_VALUE : base + AddressSpace.TRACKED;
  }
}
