package io.pindown.index;

/** A half-open range of addresses {@code [start, end)} with {@code 0 < start < end}: user space, the sign bit is never set. */
public abstract class Range {
  private final long start;
  private final long end;

  /**
   * @throws IllegalArgumentException if the range is empty, begins at or below 0, or wraps
   */
  protected Range(long start, long length) {
    this.start = start;
    this.end = checkedEnd(start, length);
  }

  /**
   * Returns the exclusive end of {@code length} bytes at {@code start}.
   *
   * @throws IllegalArgumentException if the range is empty, begins at or below 0, or wraps
   */
  public static long checkedEnd(long start, long length) {
    if (start <= 0) {
      throw new IllegalArgumentException("address 0x" + Long.toHexString(start) + " is not in 1 .. 2^63-1");
    }
    if (length <= 0) {
      throw new IllegalArgumentException("length " + length + " at address 0x" + Long.toHexString(start) + " is not above 0");
    }
    long end = start + length;
    if (end < 0) {
      throw new IllegalArgumentException("length " + length + " at address 0x" + Long.toHexString(start) + " passes 2^63-1");
    }
    return end;
  }

  public final long start() {
    return start;
  }

  /** Exclusive. */
  public final long end() {
    return end;
  }

  public final boolean overlaps(long from, long to) {
    return start < to && from < end;
  }

  public final boolean contains(long from, long to) {
    return start <= from && to <= end;
  }
}
