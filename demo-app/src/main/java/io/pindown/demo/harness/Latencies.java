package io.pindown.demo.harness;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/** Latencies in nanoseconds, 1 ns to a minute, to two digits; they go from process to process as text. */
final class Latencies {
  private static final long MOST = 60_000_000_000L;

  private final Histogram histogram = new Histogram(MOST, 2);

  void record(long nanos) {
    histogram.recordValue(Math.max(1, Math.min(MOST, nanos)));
  }

  void clear() {
    histogram.reset();
  }

  /** Adds what {@link #text} of another process said. */
  void add(String text) {
    try {
      histogram.add(Histogram.decodeFromCompressedByteBuffer(ByteBuffer.wrap(Base64.getDecoder().decode(text)), MOST));
    } catch (DataFormatException wrong) {
      throw new IllegalArgumentException("not a histogram: " + text, wrong);
    }
  }

  String text() {
    ByteBuffer bytes = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
    int length = histogram.encodeIntoCompressedByteBuffer(bytes);
    return Base64.getEncoder().encodeToString(Arrays.copyOf(bytes.array(), length));
  }

  /** The value that so many percent do not exceed, in microseconds; 0 when there is none. */
  double micros(double percentile) {
    return histogram.getTotalCount() == 0 ? 0 : histogram.getValueAtPercentile(percentile) / 1e3;
  }

  long count() {
    return histogram.getTotalCount();
  }
}
