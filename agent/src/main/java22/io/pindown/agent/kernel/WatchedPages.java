package io.pindown.agent.kernel;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Which pages belong to mappings that the userfaultfd was asked to tell of and that have not been replaced since, by PAGEMAP_SCAN of
 * {@code /proc/self/pagemap}: constants as in linux/fs.h of 6.7. Needs no privilege. Thread-safe.
 */
final class WatchedPages {
  private static final int SYS_OPEN = 2;
  private static final int SYS_IOCTL = 16;
  private static final long O_CLOEXEC = 0x80000;
  private static final long PAGEMAP_SCAN = 0xC0606610L;
  private static final long WPALLOWED = 1;
  private static final int SIZE = 96;
  private static final int REGIONS = 8;
  private static final int REGION = 24;

  private final NativeCode code;
  private final long descriptor;
  private final MemorySegment scan = Arena.global().allocate(SIZE + REGIONS * REGION, 8);

  WatchedPages(NativeCode code) {
    this.code = code;
    try (Arena arena = Arena.ofConfined()) {
      descriptor = code.call(SYS_OPEN, arena.allocateFrom("/proc/self/pagemap").address(), O_CLOEXEC, 0);
    }
  }

  /** Whether all of {@code [start, end)}, whole pages, is. False also where the kernel cannot say. */
  synchronized boolean isAllWatched(long start, long end) {
    for (long from = start; from < end; ) {
      long past = watchedFrom(from, end);
      if (past <= from) {
        return false;
      }
      from = past;
    }
    return descriptor >= 0;
  }

  /** Where the watched pages that begin at {@code from} end; {@code from} if that one is none. */
  private long watchedFrom(long from, long end) {
    scan.fill((byte) 0);
    scan.set(JAVA_LONG, 0, SIZE);
    scan.set(JAVA_LONG, 16, from);
    scan.set(JAVA_LONG, 24, end);
    scan.set(JAVA_LONG, 40, scan.address() + SIZE);
    scan.set(JAVA_LONG, 48, REGIONS);
    scan.set(JAVA_LONG, 72, WPALLOWED); // category_mask
    scan.set(JAVA_LONG, 88, WPALLOWED); // return_mask
    long regions = code.call(SYS_IOCTL, descriptor, PAGEMAP_SCAN, scan.address());
    long past = from;
    for (int i = 0; i < regions && scan.get(JAVA_LONG, SIZE + i * REGION) == past; i++) {
      past = scan.get(JAVA_LONG, SIZE + i * REGION + 8);
    }
    return past;
  }
}
