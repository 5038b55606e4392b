package io.pindown.nic.uring;

/**
 * Sizes of a ring. Immutable; start from {@link #defaults()}.
 *
 * @param entries submission queue entries, 1 to 32,768; the kernel rounds up to a power of two
 * @param operations operations that may be queued or in flight at a time, 1 to 32,768. The completion queue gets twice as many entries,
 *     because a zero-copy send completes twice; so it never overflows
 * @param regions slots of the fixed-buffer table, 1 to 16,384
 * @param wholeSends whether the kernel goes on with a send until all bytes are queued (MSG_WAITALL), so that a send completes short
 *     only if the connection breaks; otherwise it completes with what fits the socket's send buffer. The blocking forms send all
 *     bytes either way
 */
public record RingOptions(int entries, int operations, int regions, boolean wholeSends) {
  public static final int MAX_ENTRIES = 32_768;
  public static final int MAX_OPERATIONS = 32_768;
  public static final int MAX_REGIONS = 16_384;

  public RingOptions {
    check("entries", entries, MAX_ENTRIES);
    check("operations", operations, MAX_OPERATIONS);
    check("regions", regions, MAX_REGIONS);
  }

  /** 256 entries, 1,024 operations, 4,096 regions, whole sends. */
  public static RingOptions defaults() {
    return new RingOptions(256, 1024, 4096, true);
  }

  public RingOptions withEntries(int value) {
    return new RingOptions(value, operations, regions, wholeSends);
  }

  public RingOptions withOperations(int value) {
    return new RingOptions(entries, value, regions, wholeSends);
  }

  public RingOptions withRegions(int value) {
    return new RingOptions(entries, operations, value, wholeSends);
  }

  public RingOptions withWholeSends(boolean value) {
    return new RingOptions(entries, operations, regions, value);
  }

  private static void check(String name, int value, int maximum) {
    if (value < 1 || value > maximum) {
      throw new IllegalArgumentException(name + " is " + value + "; allowed is 1 to " + maximum);
    }
  }
}
