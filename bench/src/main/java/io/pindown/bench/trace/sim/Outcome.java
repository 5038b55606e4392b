package io.pindown.bench.trace.sim;

/**
 * What a run gave.
 *
 * @param bytes of all accesses' registrations
 * @param hitBytes of those that were in
 * @param cost nanoseconds of all registrations, and of deregistering each of them at some time
 */
public record Outcome(long accesses, long hits, long bytes, long hitBytes, double cost) {
  public double hitRatio() {
    return (double) hits / accesses;
  }

  public double byteHitRatio() {
    return (double) hitBytes / bytes;
  }
}
