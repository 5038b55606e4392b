package io.pindown.it.soak;

import java.util.concurrent.locks.ReentrantReadWriteLock;

/** One extent that all threads send from at the same time; now and then one of them replaces it when nobody does. */
final class Commons {
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private Extent extent;

  /** What is done with the extent. */
  interface Use {
    void of(Extent extent) throws Throwable;
  }

  /** Together with others; nothing happens while there is none. */
  void share(Use use) throws Throwable {
    lock.readLock().lock();
    try {
      if (extent != null) {
        use.of(extent);
      }
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Alone: frees the old extent and puts in the new one, or null. */
  void replace(Extent next) throws Throwable {
    lock.writeLock().lock();
    try {
      if (extent != null) {
        extent.free();
      }
      extent = next;
    } finally {
      lock.writeLock().unlock();
    }
  }
}
