package io.pindown.bench.trace.record;

/** A container where it really was. */
public record Container(long base, long size) {
  /** What the JDK rounds sizes up to before it allocates. */
  private static final long WORD = 8;

  /** Whether an allocator that reports what it asked for, and no base (0) on some JDKs, can mean this one. */
  public boolean isReportedAs(Container reported) {
    return (reported.base == 0 || reported.base == base)
        && (reported.size == size || (reported.size + WORD - 1 & -WORD) == size);
  }
}
