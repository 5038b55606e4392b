package io.pindown.bench.scaling;

/** One step of an operation, as far as it costs time that the model knows of. */
sealed interface Step {
  /** The core's own work, in nanoseconds; a few per cent more or less each time, so that threads do not march in step. */
  record Work(double nanos) implements Step {
    public Work {
      if (!(nanos >= 0 && nanos < 1e9)) {
        throw new IllegalArgumentException("work of " + nanos + " ns is not in 0 <= ns < 1e9");
      }
    }
  }

  /** A load of a shared line. */
  record Read(Line line) implements Step {}

  /** An atomic read-modify-write of a line. */
  record Write(Line line) implements Step {}

  /** Takes a lock. */
  record Enter(Mutex mutex) implements Step {}

  /** Gives a lock back. */
  record Leave(Mutex mutex) implements Step {}
}
