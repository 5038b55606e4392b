package io.pindown.bench.trace.widen;

/** Pages of 4 KiB. */
final class Pages {
  private static final long SIZE = 4096;

  private Pages() {}

  static long down(long address) {
    return address & -SIZE;
  }

  static long up(long address) {
    return address + SIZE - 1 & -SIZE;
  }

  /** Bytes of the pages that a range touches. */
  static long spanned(long start, long end) {
    return up(end) - down(start);
  }
}
