package io.pindown.demo.harness;

import io.pindown.demo.measure.CacheCounts;
import io.pindown.demo.measure.Moment;
import io.pindown.demo.measure.Moment.Kind;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Writes down what happened to memory, for the picture. Whether something was pinned or let go is told from two counters that are
 * read after each step: the application's own, or those of a cache that it does not know.
 */
final class Recorder {
  private final long began = System.nanoTime();
  private final List<Moment> moments = new ArrayList<>();
  private final LongSupplier made;
  private final LongSupplier ended;
  private final Kind endedKind;
  private long madeBefore;
  private long endedBefore;
  private String source = "";
  private int generation;
  private MemorySegment memory;

  private Recorder(LongSupplier made, LongSupplier ended, Kind endedKind) {
    this.made = made;
    this.ended = ended;
    this.endedKind = endedKind;
    madeBefore = made.getAsLong();
    endedBefore = ended.getAsLong();
  }

  /** Tells from counters of the application itself. */
  static Recorder ofApplication(LongSupplier registered, LongSupplier closed) {
    return new Recorder(registered, closed, Kind.UNPINNED);
  }

  /** Tells from the caches that report in this JVM, of which there may be none yet. */
  static Recorder ofCaches(CacheProbe probe) {
    return new Recorder(
        () -> probe.read().map(CacheCounts::misses).orElse(0L),
        () -> probe.read().map(CacheCounts::invalidations).orElse(0L),
        Kind.INVALIDATED);
  }

  void mapped(String sourceName, int bufferGeneration, MemorySegment bytes) {
    source = sourceName;
    generation = bufferGeneration;
    memory = bytes;
    add(Kind.MAPPED, System.nanoTime());
  }

  void pinned(long at) {
    long now = made.getAsLong();
    if (now != madeBefore) {
      add(Kind.PINNED, at);
      madeBefore = now;
    }
  }

  void letGo(long at) {
    long now = ended.getAsLong();
    if (now != endedBefore) {
      add(endedKind, at);
      endedBefore = now;
    }
  }

  void sent(boolean right) {
    add(right ? Kind.SENT_RIGHT : Kind.SENT_WRONG, System.nanoTime());
  }

  void unmapped(long at) {
    add(Kind.UNMAPPED, at);
  }

  List<Moment> moments() {
    return List.copyOf(moments);
  }

  private void add(Kind kind, long at) {
    moments.add(new Moment(at - began, source, kind, memory.address(), memory.byteSize(), generation));
  }
}
