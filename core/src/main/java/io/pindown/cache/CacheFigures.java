package io.pindown.cache;

import io.pindown.counters.CountersLayout;
import io.pindown.counters.ProcessCounters;
import io.pindown.registry.AddressSpace;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToLongFunction;

/**
 * Copies what a cache has done and holds to the counters file of the process, now and then, in the cache's own thread: as often as {@value
 * #PAUSE_MILLIS} ms if that takes it less than a hundredth of the time, which it does not with very many registrations, and then less often. Not
 * thread-safe.
 */
final class CacheFigures {
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final long PAUSE_MILLIS = 250;

  /** One of a cache's figures; its number in the file is its place here. */
  private enum Figure {
    LIVE("live registrations", CacheStatistics::live),
    PINNED_BYTES("pinned bytes", CacheStatistics::pinnedBytes),
    MAX_BYTES("most pinned bytes", s -> 0),
    MAX_REGISTRATIONS("most registrations", s -> 0),
    FRONT_HITS("front hits", CacheStatistics::frontHits),
    INDEX_HITS("index hits", CacheStatistics::indexHits),
    MISSES("misses", CacheStatistics::misses),
    ONE_USE("registrations for one use", CacheStatistics::oneUseTotal),
    REGISTRATIONS("registrations", CacheStatistics::registrations),
    DEREGISTRATIONS("deregistrations", CacheStatistics::deregistrations),
    FAILED_REGISTRATIONS("registrations refused", CacheStatistics::failedRegistrations),
    INVALIDATIONS("changed", CacheStatistics::invalidations),
    IN_USE_INVALIDATIONS("changed in use", CacheStatistics::inUseInvalidations),
    EVICTIONS("evicted", CacheStatistics::evictions),
    FLUSHED("flushed", CacheStatistics::flushed),
    REVIVED("revived", CacheStatistics::revived),
    DEFERRED("waiting to be deregistered", CacheStatistics::deferred),
    WOULD_BE_PINNED("bytes that would be pinned", CacheStatistics::pinnedBytes),
    DIRTY("dirty", s -> 0);

    private final String label;
    private final ToLongFunction<CacheStatistics> value;

    Figure(String label, ToLongFunction<CacheStatistics> value) {
      this.label = label;
      this.value = value;
    }
  }

  private static final Figure[] FIGURES = Figure.values();

  private final int[] counters = new int[FIGURES.length];
  private final boolean pins;
  private long dirtiest;
  private long next = System.nanoTime();
  private final Pauses pauses = new Pauses(TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS));

  private CacheFigures(RegistrationCache<?> cache) throws IOException {
    Arrays.fill(counters, -1);
    pins = cache.pins();
    AddressSpace space = cache.space();
    ProcessCounters.open(space::agentMode);
    int number = NUMBER.incrementAndGet();
    String name = cache.options().name() + " (" + cache.registrarName() + "): ";
    for (Figure figure : FIGURES) {
      counters[figure.ordinal()] = ProcessCounters.take(CountersLayout.CACHE_TYPE, name + figure.label, number, figure.ordinal());
    }
    ProcessCounters.set(counters[Figure.MAX_BYTES.ordinal()], cache.options().maxBytes());
    ProcessCounters.set(counters[Figure.MAX_REGISTRATIONS.ordinal()], cache.options().maxRegistrations());
  }

  /** For a cache that has registered something; null where its figures cannot be shown, or are not of this process's memory. */
  static CacheFigures show(RegistrationCache<?> cache) {
    if (cache == null || cache.space().isDetached()) {
      return null;
    }
    try {
      return new CacheFigures(cache);
    } catch (Throwable e) { // an Error of a JDK class that cannot be initialized while the JVM ends, too: the cache's thread goes on without
      CacheLog.once("counters", "there is no counters file, so top shows nothing of this process", e);
      return null;
    }
  }

  /** Before the cache looks: what it will find. The most between two copies is what is shown. */
  void dirty(long changes) {
    dirtiest = Math.max(dirtiest, changes);
  }

  /** Called often: copies if it is time to. */
  void tick(RegistrationCache<?> cache) throws IOException {
    long begun = System.nanoTime();
    if (begun - next < 0) {
      return;
    }
    CacheStatistics now = cache.statistics();
    for (Figure figure : FIGURES) {
      if (isShown(figure)) {
        ProcessCounters.set(counters[figure.ordinal()], figure.value.applyAsLong(now));
      }
    }
    ProcessCounters.set(counters[Figure.DIRTY.ordinal()], dirtiest);
    dirtiest = 0;
    ProcessCounters.runBeside();
    ProcessCounters.write();
    long ended = System.nanoTime();
    next = ended + pauses.after(ended - begun);
  }

  /** Whether it is a figure of statistics: what is not is set once, or by other means, and of the two kinds of pinned bytes one is 0. */
  private boolean isShown(Figure figure) {
    switch (figure) {
      case MAX_BYTES:
      case MAX_REGISTRATIONS:
      case DIRTY:
        return false;
      case PINNED_BYTES:
        return pins;
      case WOULD_BE_PINNED:
        return !pins;
      default:
        return true;
    }
  }

  /** The cache is gone. */
  void end() {
    try {
      for (int counter : counters) {
        ProcessCounters.giveUp(counter);
      }
    } catch (Throwable e) {
      CacheLog.once("counters end", "the counters of a cache that has ended stay in the counters file", e);
    }
  }
}
