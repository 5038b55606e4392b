package io.pindown.registry;

/**
 * Makes containers known that were there before the hooks, in two steps, so that none is relied on whose end may have come meanwhile.
 * Thread-safe; never called by events.
 *
 * <p>{@link #record} puts it where its end will be looked for, {@link #rely} lets watches and registrations rely on it. Who calls them
 * finds out in between that the end has not begun, in a way that orders it: either this thread sees the end announced, or the thread that
 * ends it sees what was recorded. For an owner behind a lock, hold the lock over both steps. For one that announces its end by a volatile
 * write or a CAS before it frees, look at that word in between: {@link #record} ends with a full fence. What has ended is withdrawn. Two
 * threads must not do so for one container at the same time.
 */
public final class Adopter {
  private final Containers containers;
  private final WatchIndex watches;

  Adopter(Containers containers, WatchIndex watches) {
    this.containers = containers;
    this.watches = watches;
  }

  /**
   * Records a container that is not relied on yet.
   *
   * @param base what its free or its unmapping will name, above 0
   * @param size bytes, as its allocation would have told; at least 1
   * @param mapping whether it was mapped, not allocated
   * @return false if there is nothing to do: it is known, too small to be recorded, or there is no room
   */
  public synchronized boolean record(long base, long size, boolean mapping) {
    long length = length(size, mapping);
    if (base <= 0 || length < AddressSpace.TRACKED || length > Containers.LARGEST || Containers.size(containers.get(base)) >= length) {
      return false;
    }
    containers.growIfCrowded();
    long before = containers.remove(base); // one from before an event was lost, or one that ended unseen
    // nobody is accused of it: its beginning may have been told, and leased, since it was looked for above
    watches.hitAny(base, base + Math.max(length, Containers.size(before)), WatchIndex.LATE);
    long kind = (mapping ? Containers.MAPPING : 0) | ContainerTable.FORGOTTEN | Containers.notes(before);
    boolean recorded = containers.addWithRoom(base, length, kind);
    LongWords.fullFence();
    return recorded;
  }

  /** Relies on what {@link #record} recorded, whose end had not begun after that. */
  public synchronized void rely(long base, long size, boolean mapping) {
    containers.recall(base, length(size, mapping));
  }

  /** As the event of its beginning would have had it: whole pages, or whole words of the heap. */
  private static long length(long size, boolean mapping) {
    return mapping ? size + 4095 & -4096 : size + 7 & -8;
  }

  /** Takes back what {@link #record} recorded. Another container may begin there by now: it is not known then, either. */
  public synchronized void withdraw(long base) {
    for (long value = containers.remove(base); value != 0; value = containers.remove(base)) {
      watches.hitAny(base, base + Containers.size(value), WatchIndex.LATE);
    }
  }
}
