package io.pindown.registry;

/**
 * What the events of an address space do: each is counted, told to who listens to the kernel as well or keeps
 * registrations of its own, and taken to the containers, the watches and
 * the windows of changes in progress. The methods are those of {@link AddressSpace}, which says what they mean.
 *
 * <p>Called by any thread, even inside a cleaner: no event throws, locks, waits, allocates or loads a class. One that cannot be handled is noted as
 * lost by a store, not by a call, since the stack may be what ran out.
 */
final class EventIntake {
  private static final long PAGE = 4096;

  private final Containers containers;
  private final WatchIndex watches;
  private final EventCounters events = new EventCounters();
  private final Arming arming;
  private final Changes changes;
  private final LostEvents losses;
  private final KernelSide kernel;
  private final Herald herald;

  EventIntake(
      Containers containers, WatchIndex watches, Arming arming, LostEvents losses, KernelSide kernel, Herald herald, ChangeWindows windows) {
    this.containers = containers;
    this.watches = watches;
    this.arming = arming;
    this.changes = new Changes(containers, watches, arming, windows);
    this.losses = losses;
    this.kernel = kernel;
    this.herald = herald;
  }

  long count(EventKind kind) {
    return events.sum(kind.ordinal());
  }

  boolean isChanging(long start, long end) {
    return changes.isOpenOver(start, end);
  }

  void allocated(long base, long size) {
    try {
      herald.begins();
      if (size < AddressSpace.TRACKED || base <= 0) {
        return;
      }
      events.count(0);
      changes.begun(base, base + size, 0);
      kernel.begunAt(base, base + size);
      herald.begun(base, size);
    } catch (Throwable t) {
      losses.failed = LostEvents.UNHANDLED;
      herald.missed = true;
    }
  }

  void freed(long base) {
    if (base <= 0) {
      return;
    }
    try {
      long value = containers.removeFreed(base);
      if (value != 0) {
        events.count(1);
        announce(Announcements.ENDING, base, base + Containers.size(value));
        ended(base, value);
        return;
      }
      tellUnknown(base);
      if (arming.someUncontained()) {
        watches.hit(base, Changes.smallBlockEnd(base), WatchIndex.UNCONTAINED);
      }
    } catch (Throwable t) {
      losses.failed = LostEvents.UNHANDLED;
      herald.missed = true;
    }
  }

  /** A block that is in no container ends: a small one, or one that found no room, of whatever size. */
  private void tellUnknown(long base) {
    if (herald.isHeard() && base > 0) {
      if (containers.dropped() != 0) {
        herald.tellEverything();
      } else {
        herald.tell(base, Changes.smallBlockEnd(base));
      }
    }
  }

  /** A container has ended: mostly one in which no watch lies, or one that was watched as a whole. */
  private void ended(long base, long value) {
    long how = Containers.isMapping(value) ? WatchIndex.ANY : WatchIndex.FREED;
    if (arming.someUncontained() || (value & ContainerTable.PARTS) != 0) {
      watches.hit(base, base + Containers.size(value), how);
    } else if ((value & ContainerTable.WATCHED) != 0) {
      watches.hitWhole(base, base + Containers.size(value), how);
    }
  }

  void reallocationBegin(long base, long newSize) {
    try {
      events.count(2);
      long size = !kernel.isBackstop() && !herald.isHeard() ? 0 : Containers.size(containers.get(base));
      if (size != 0) {
        announce(Announcements.CHANGING, base, base + size);
        announce(Announcements.ENDING, base, base + size); // there; if it stays, it begins anew
      } else {
        tellUnknown(base);
      }
      changes.reallocationBegin(base, newSize);
    } catch (Throwable t) {
      losses.failed = LostEvents.UNHANDLED;
      herald.missed = true;
    }
  }

  void reallocationEnd(long base, long newBase) {
    try {
      events.count(3);
      herald.begins();
      changes.reallocationEnd(base, newBase);
      kernel.changedAt(base, base + 1);
      if (kernel.isBackstop()) {
        long begun = newBase == 0 ? base : newBase;
        kernel.begunAt(begun, begun + Containers.size(containers.get(begun)));
      }
    } catch (Throwable t) {
      losses.failed = LostEvents.UNHANDLED;
      herald.missed = true;
    }
  }

  void mapped(long base, long length) {
    if (base <= 0 || length <= 0) {
      return;
    }
    try {
      herald.begins();
      events.count(4);
      changes.begun(base, pageEnd(base, length), Containers.MAPPING);
      kernel.begunAt(base, pageEnd(base, length));
      herald.begun(base, length);
    } catch (Throwable t) {
      losses.failed = LostEvents.UNHANDLED;
      herald.missed = true;
    }
  }

  void unmapped(long base, long length) {
    if (base < 0 || length == 0) {
      return;
    }
    try {
      events.count(5);
      long start = pageDown(base);
      long end = pageEnd(base, length);
      announce(Announcements.ENDING, start, end);
      if (containers.carve(start, end)) {
        watches.hitAny(start, end);
      } else {
        watches.hitAll(WatchIndex.ANY); // of what is left something may have been relied on before it was forgotten
      }
    } catch (Throwable t) {
      losses.failed = LostEvents.UNHANDLED;
      herald.missed = true;
    }
  }

  void changeBegin(long start, long length) {
    try {
      events.count(6);
      announce(Announcements.CHANGING, pageDown(start), pageEnd(start, length));
      changes.begin(pageDown(start), pageEnd(start, length));
    } catch (Throwable t) {
      losses.failed = LostEvents.UNHANDLED;
      herald.missed = true;
    }
  }

  void changeEnd(long start, long length) {
    try {
      events.count(7);
      changes.end(pageDown(start), pageEnd(start, length));
      herald.tell(pageDown(start), pageEnd(start, length)); // whoever registered it meanwhile has what was there before
      kernel.changedAt(pageDown(start), pageEnd(start, length));
    } catch (Throwable t) {
      losses.failed = LostEvents.UNHANDLED;
      herald.missed = true;
    }
  }

  void truncationBegin() {
    try {
      events.count(8);
      herald.tellEverything();
      changes.truncationBegin();
    } catch (Throwable t) {
      losses.failed = LostEvents.UNHANDLED;
      herald.missed = true;
    }
  }

  void truncationEnd() {
    try {
      events.count(9);
      changes.truncationEnd();
      herald.tellEverything();
    } catch (Throwable t) {
      losses.failed = LostEvents.UNHANDLED;
      herald.missed = true;
    }
  }

  void arenaClosed() {
    try {
      events.count(10);
    } catch (Throwable t) {
      losses.failed = LostEvents.UNHANDLED;
      herald.missed = true;
    }
  }

  /** Makes every watch dirty although nothing has changed, as far as is known. */
  void distrustEverything() {
    try {
      watches.hitAll(WatchIndex.LATE);
      herald.tellEverything();
    } catch (Throwable t) {
      losses.failed = LostEvents.UNHANDLED;
      herald.missed = true;
    }
  }

  void invalidateEverything() {
    try {
      watches.hitAll(WatchIndex.ANY);
      herald.tellEverything();
    } catch (Throwable t) {
      losses.failed = LostEvents.UNHANDLED;
      herald.missed = true;
    }
  }

  /** Before a range ends or changes: to who keeps registrations of its own, and to who compares with what the kernel tells. */
  private void announce(int kind, long start, long end) {
    herald.tell(start, end);
    kernel.announce(kind, start, end);
  }

  private static long pageDown(long address) {
    return address & -PAGE;
  }

  /** Where the last page of {@code length} bytes ends; a range that passes the top, as an unsigned size can, ends there. */
  private static long pageEnd(long start, long length) {
    long end = start + length;
    return length < 0 || end < 0 || end > Long.MAX_VALUE - PAGE ? Long.MAX_VALUE : end + PAGE - 1 & -PAGE;
  }
}
