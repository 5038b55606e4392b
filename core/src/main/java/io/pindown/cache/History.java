package io.pindown.cache;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * How a cache's figures went: {@value #MOST} moments at most, whatever the time. Once they are that many every second one is dropped, and from then on
 * they are taken half as often. The cache's own thread takes them, between other work. Thread-safe.
 */
final class History {
  private static final int MOST = 240;
  private static final long FIRST_PERIOD = TimeUnit.SECONDS.toNanos(1);
  /** A look at a cache of a million registrations takes a while, and nobody is to be kept waiting for much of the time. */
  private static final int REST = 200;

  private final List<CacheMoment> moments = new ArrayList<>();
  private long period = FIRST_PERIOD;
  private long next;

  /** Takes a moment if it is time. */
  synchronized void tick(long now, Supplier<CacheMoment> current) {
    if (moments.isEmpty() || now - next >= 0) {
      long begun = System.nanoTime();
      moments.add(current.get());
      long taken = System.nanoTime() - begun;
      if (moments.size() == MOST) {
        thin();
      }
      next = now + Math.max(period, REST * taken);
    }
  }

  private void thin() {
    int kept = 0;
    for (int i = 0; i < moments.size(); i += 2) {
      moments.set(kept++, moments.get(i));
    }
    moments.subList(kept, moments.size()).clear();
    period *= 2;
  }

  /** From the first on. */
  synchronized List<CacheMoment> moments() {
    return List.copyOf(moments);
  }
}
