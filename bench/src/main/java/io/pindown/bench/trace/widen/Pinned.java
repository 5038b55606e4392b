package io.pindown.bench.trace.widen;

/** Bytes that are registered, and the most that ever were. Not thread-safe. */
final class Pinned {
  private long now;
  private long most;

  void add(long bytes) {
    now += bytes;
    most = Math.max(most, now);
  }

  void remove(long bytes) {
    now -= bytes;
  }

  long most() {
    return most;
  }
}
