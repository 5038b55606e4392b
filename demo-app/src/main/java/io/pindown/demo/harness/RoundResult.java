package io.pindown.demo.harness;

/**
 * One round of one way: some number of messages of one size.
 *
 * @param bytes bytes that arrived
 * @param nanos from the first message to the receipt for the last
 * @param sends latencies of the sends in nanoseconds, an HdrHistogram, compressed, in base 64
 * @param pins the parts of them that went into registering or copying, likewise
 */
public record RoundResult(long bytes, long nanos, String sends, String pins) {
  /** Throughput, in MiB per second. */
  public double mibPerSecond() {
    return bytes / (double) (1 << 20) / (nanos / 1e9);
  }
}
