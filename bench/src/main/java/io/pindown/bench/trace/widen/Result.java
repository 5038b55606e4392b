package io.pindown.bench.trace.widen;

/**
 * What a way of keying gave, with no limit on what is held.
 *
 * @param pinned the most bytes that were registered at once; memory in two registrations counts twice, as a device counts it
 */
public record Result(long accesses, long hits, long registrations, long pinned) {
  public double hitRatio() {
    return (double) hits / accesses;
  }
}
