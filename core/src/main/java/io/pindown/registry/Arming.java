package io.pindown.registry;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Puts watches in and takes them out again, and finds out what kind of memory each is on. Never called by events.
 *
 * <pre>
 * field         written by        access      publishes
 * uncontained   arm, disarm       getAndAdd   that frees of unknown or unwatched blocks have to look for watches; raised before the
 *                                             watch is armed
 * onFiles       arm, disarm       getAndAdd   that truncations have to look for watches; raised before arming returns
 * </pre>
 *
 * <p>A watch that lies in one container is noted in the container's value, by a CAS, so that the end of a container that has none costs
 * no search. The CAS pairs with the one by which the end takes the container out of its table: either the end finds the note, and the
 * watch is in the index by then, or the CAS finds no container, and the watch is not contained.
 *
 * <p>A truncation opens its window by an atomic addition and then reads {@code onFiles}; arming adds to that and then looks at the windows.
 * One of the two sees the other, as with the index itself.
 */
final class Arming {
  private final Containers containers;
  private final WatchIndex watches;
  private final Narrowing narrowing;
  private final AtomicInteger uncontained = new AtomicInteger();
  private final AtomicInteger onFiles = new AtomicInteger();

  Arming(Containers containers, WatchIndex watches, Narrowing narrowing) {
    this.containers = containers;
    this.watches = watches;
    this.narrowing = narrowing;
  }

  /** Whether some watch lies in no known container, or in several. */
  boolean someUncontained() {
    return uncontained.get() != 0;
  }

  /** Whether some watch lies on memory that may map a file. */
  boolean someOnFiles() {
    return onFiles.get() != 0;
  }

  void arm(Watch watch) {
    containers.growIfCrowded();
    try {
      watches.add(watch);
      armed(watch);
    } catch (Throwable t) {
      disarm(watch);
      throw t;
    }
  }

  boolean rearm(Watch watch) {
    classify(watch);
    boolean armed = watch.arm();
    armed(watch);
    return armed;
  }

  boolean rearmFreed(Watch watch) {
    classify(watch);
    boolean armed = watch.armFreed();
    armed(watch);
    return armed;
  }

  private void armed(Watch watch) {
    // pairs with the fence in ChangeWindows.begin: either that change sees the watch, or isChanging() sees that change
    LongWords.fullFence();
    // and with the removal from Containers: either that end sees the watch, or the container is seen to be gone
    classify(watch);
  }

  void disarm(Watch watch) {
    watches.remove(watch);
    synchronized (watch) {
      if (!watch.isContained()) {
        oneLess();
      }
      if (watch.isCountedAsFile()) {
        onFiles.decrementAndGet();
      }
    }
  }

  void retireAll(WatchRegistry registry) {
    for (Watch watch : watches.of(registry)) {
      if (watch.retire() != Watch.REMOVED) {
        disarm(watch);
        registry.retired();
      }
    }
  }

  /** Finds out what kind of memory a watch is on now. */
  private void classify(Watch watch) {
    synchronized (watch) {
      if (watch.isRemoved()) {
        return; // disarm may have counted it already
      }
      long value = containers.noteWatch(watch.start(), watch.end());
      boolean was = watch.isContained();
      boolean is = value != 0;
      if (was && !is) {
        uncontained.incrementAndGet();
      }
      boolean mayBeFile = !is || Containers.isMapping(value);
      boolean counted = watch.isCountedAsFile();
      if (mayBeFile && !counted) {
        onFiles.incrementAndGet();
      }
      watch.lies(is, mayBeFile);
      if (was && !is) {
        reconsider(); // each time: whoever was first may not have told the hooks yet
      }
      if (!mayBeFile && counted) {
        onFiles.decrementAndGet();
      }
      if (!was && is) {
        oneLess();
      }
    }
  }

  private void oneLess() {
    if (uncontained.decrementAndGet() == 0) {
      reconsider();
    }
  }

  /** Locked, so that of two threads the one that comes last tells what is true then. */
  private void reconsider() {
    synchronized (narrowing) {
      narrowing.everything(someUncontained());
    }
  }
}
