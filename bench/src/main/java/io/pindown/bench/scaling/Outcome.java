package io.pindown.bench.scaling;

/**
 * What a simulation gave.
 *
 * @param threads that were counted
 * @param operations of theirs
 * @param nanos simulated
 */
record Outcome(int threads, long operations, double nanos) {
  /** Time of an operation, as each thread sees it. */
  double nanosPerOperation() {
    return nanos * threads / operations;
  }

  /** Millions of operations per second, of all threads together. */
  double millionsPerSecond() {
    return operations * 1000.0 / nanos;
  }
}
