package io.pindown.it.soak;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Orders changes of memory and registrations, whatever the cache knows of them. Memory takes its time just before a change begins, a
 * registration before it pins: so one that is older than the last change of the memory that it is used for should not be there any more.
 */
final class Clock {
  private static final AtomicLong TIME = new AtomicLong();

  private Clock() {}

  static long tick() {
    return TIME.incrementAndGet();
  }
}
