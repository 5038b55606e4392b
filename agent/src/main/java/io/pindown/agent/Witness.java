package io.pindown.agent;

import java.util.function.LongBinaryOperator;

/**
 * Remembers the events of one thread while it fires some on purpose. Other threads' events pass by unseen, so a busy JVM
 * does not disturb a test. Allocates nothing once made.
 */
final class Witness {
  // Ordinals of io.pindown.registry.EventKind, which are the indexes of a subscriber's sinks.
  static final int ALLOCATED = 0;
  static final int FREED = 1;
  static final int REALLOCATION_BEGIN = 2;
  static final int REALLOCATION_END = 3;
  static final int MAPPED = 4;
  static final int UNMAPPED = 5;
  static final int CHANGE_BEGIN = 6;
  static final int CHANGE_END = 7;
  static final int TRUNCATION_BEGIN = 8;
  static final int TRUNCATION_END = 9;
  static final int ARENA_CLOSED = 10;

  private static final int KINDS = 11;
  /** More than any one test fires, with what the JDK allocates for itself meanwhile. */
  private static final int CAPACITY = 512;

  private final Thread thread = Thread.currentThread();
  private final LongBinaryOperator[] sinks = new LongBinaryOperator[KINDS];
  private final int[] kinds = new int[CAPACITY];
  private final long[] firsts = new long[CAPACITY];
  private final long[] seconds = new long[CAPACITY];
  private int count;

  Witness() {
    for (int kind = 0; kind < KINDS; kind++) {
      sinks[kind] = new Sink(this, kind);
    }
  }

  LongBinaryOperator[] sinks() {
    return sinks;
  }

  /** Whether this thread has fired an event of this kind with this first number. */
  boolean saw(int kind, long first) {
    for (int i = 0; i < count; i++) {
      if (kinds[i] == kind && firsts[i] == first) {
        return true;
      }
    }
    return false;
  }

  /** Whether this thread has fired exactly this event. */
  boolean saw(int kind, long first, long second) {
    for (int i = 0; i < count; i++) {
      if (kinds[i] == kind && firsts[i] == first && seconds[i] == second) {
        return true;
      }
    }
    return false;
  }

  /** How many events of this kind this thread has fired. */
  int count(int kind) {
    int found = 0;
    for (int i = 0; i < count; i++) {
      found += kinds[i] == kind ? 1 : 0;
    }
    return found;
  }

  private void record(int kind, long first, long second) {
    if (Thread.currentThread() == thread && count < CAPACITY) {
      kinds[count] = kind;
      firsts[count] = first;
      seconds[count] = second;
      count++;
    }
  }

  private static final class Sink implements LongBinaryOperator {
    private final Witness witness;
    private final int kind;

    Sink(Witness witness, int kind) {
      this.witness = witness;
      this.kind = kind;
    }

    @Override
    public long applyAsLong(long first, long second) {
      witness.record(kind, first, second);
      return 0L;
    }
  }
}
