package io.pindown.bench.scaling;

import java.util.ArrayDeque;

/**
 * A lock as java.util.concurrent's unfair one: whoever comes while it is free has it, whoever waits is woken by a release and tries
 * again. Not thread-safe.
 */
final class Mutex {
  /** How often a thread tries before it parks, and what it does in between: AbstractQueuedSynchronizer makes and links a node. */
  static final int TRIES = 4;

  static final double BETWEEN_TRIES = 20;

  final Line line;
  final ArrayDeque<Integer> waiting = new ArrayDeque<>();
  boolean held;
  boolean waking;

  Mutex(Line line) {
    this.line = line;
  }
}
