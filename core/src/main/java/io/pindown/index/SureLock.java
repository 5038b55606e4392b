package io.pindown.index;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A lock that is taken also where there is no memory for a place in its queue, by asking again and again: JDK 17's throws OutOfMemoryError there, and who must
 * give something back cannot. Thread-safe.
 */
public final class SureLock extends ReentrantLock {
  private static final long serialVersionUID = 1;
  private static final long PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

  @Override
  public void lock() {
    try {
      super.lock();
    } catch (OutOfMemoryError e) {
      while (!tryLock()) {
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }
}
