package io.pindown.nic.verbs;

/**
 * How large a queue pair is.
 *
 * @param maxSends requests outstanding on its send queue, above 0
 * @param maxReceives likewise on its receive queue
 * @param maxSlices entries of one request, 1 to 64
 * @param maxInline bytes that a request with {@link QueuePair#INLINE} may have, 0 or above; the device may allow more
 */
public record QueuePairOptions(int maxSends, int maxReceives, int maxSlices, int maxInline) {
  private static final int REQUESTS = 128;
  private static final int SLICES = 4;
  private static final int MOST_SLICES = 64;

  public QueuePairOptions {
    Arguments.range("maxSends", maxSends, 1, Integer.MAX_VALUE);
    Arguments.range("maxReceives", maxReceives, 1, Integer.MAX_VALUE);
    Arguments.range("maxSlices", maxSlices, 1, MOST_SLICES);
    Arguments.range("maxInline", maxInline, 0, Integer.MAX_VALUE);
  }

  /** 128 requests on each queue, of up to 4 entries, nothing inline. */
  public static QueuePairOptions defaults() {
    return new QueuePairOptions(REQUESTS, REQUESTS, SLICES, 0);
  }

  public QueuePairOptions withRequests(int sends, int receives) {
    return new QueuePairOptions(sends, receives, maxSlices, maxInline);
  }

  public QueuePairOptions withMaxSlices(int slices) {
    return new QueuePairOptions(maxSends, maxReceives, slices, maxInline);
  }

  public QueuePairOptions withMaxInline(int bytes) {
    return new QueuePairOptions(maxSends, maxReceives, maxSlices, bytes);
  }
}
