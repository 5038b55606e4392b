package io.pindown.demo.harness;

import io.pindown.demo.measure.Moment;
import io.pindown.demo.measure.Moment.Kind;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Writes down what happened to memory, for the picture; a {@link PinGauge} tells what was pinned. Used by one thread. */
final class Recorder {
  private final long began = System.nanoTime();
  private final List<Moment> moments = new ArrayList<>();
  private final PinGauge gauge;
  private String source = "";
  private int generation;
  private MemorySegment memory;
  private boolean pinned;

  Recorder(PinGauge gauge) {
    this.gauge = gauge;
  }

  void mapped(String sourceName, int bufferGeneration, MemorySegment bytes) {
    source = sourceName;
    generation = bufferGeneration;
    memory = bytes;
    pinned = false;
    add(Kind.MAPPED, System.nanoTime());
  }

  /** A message was sent from memory that was pinned then, and given back then, or only taken from and given to a cache. */
  void sent(boolean right, long pinnedAt, long unpinnedAt) {
    if (gauge.pinned()) {
      add(Kind.PINNED, pinnedAt);
      pinned = true;
    }
    if (gauge.unpinned()) {
      add(Kind.UNPINNED, unpinnedAt);
      pinned = false;
    }
    add(right ? Kind.SENT_RIGHT : Kind.SENT_WRONG, System.nanoTime());
  }

  /** The memory is about to go. What is known to be pinned and a cache will throw out ends here: it counts that a little later. */
  void unmapped(long at) {
    if (pinned && gauge.endsWithMemory()) {
      add(Kind.INVALIDATED, at);
    }
    add(Kind.UNMAPPED, at);
  }

  /** What was written down, in the order of time. */
  List<Moment> moments() {
    return moments.stream().sorted(Comparator.comparingLong(Moment::nanos)).toList();
  }

  private void add(Kind kind, long at) {
    moments.add(new Moment(at - began, source, kind, memory.address(), memory.byteSize(), generation));
  }
}
