package io.pindown.it.soak;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Holds one thread between the event of a change and the native call, and between the native call and the event of its end, until another
 * one has used that time: what the scheduler does by chance, and on a busy machine too rarely. Works in sinks of the soak's own, on
 * address spaces that are fed whole and on twins alike, so what one of them shows it shows by itself. Only while it is armed, only in the
 * thread that armed it, and never for long.
 */
final class Stretch {
  private static final long MOST_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private volatile Thread armedBy;
  private Supplier<BooleanSupplier> begin;
  private Supplier<BooleanSupplier> end;

  /**
   * For what the calling thread changes next.
   *
   * @param afterBegin asked when a begin has been told; what it gives says whether the time since then has been used
   * @param beforeEnd the same before an end is told
   */
  void arm(Supplier<BooleanSupplier> afterBegin, Supplier<BooleanSupplier> beforeEnd) {
    begin = afterBegin;
    end = beforeEnd;
    armedBy = Thread.currentThread();
  }

  void disarm() {
    armedBy = null;
  }

  void afterBegin() {
    if (armedBy == Thread.currentThread()) {
      hold(begin.get());
    }
  }

  void beforeEnd() {
    if (armedBy == Thread.currentThread()) {
      hold(end.get());
    }
  }

  private static void hold(BooleanSupplier used) {
    long limit = System.nanoTime() + MOST_NANOS;
    while (!used.getAsBoolean() && System.nanoTime() - limit < 0) {
      Thread.yield();
    }
  }
}
