package io.pindown.agent.kernel;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Paths;

/**
 * Which physical pages lie behind addresses of this process, from {@code /proc/self/pagemap} as Documentation/admin-guide/mm/pagemap.rst
 * describes it; the kernel shows frames to who has CAP_SYS_ADMIN only, to others they are 0; the flags it shows to all. Thread-safe.
 */
final class PageFrames {
  private static final long PAGE = 4096;
  private static final long FRAME = (1L << 55) - 1;
  private static final long EXCLUSIVE = 1L << 56;
  private static final long GUARD = 1L << 58; // from 6.15 on
  private static final long FILE_OR_SHARED = 1L << 61;
  private static final long SWAPPED = 1L << 62; // also while the kernel moves it
  private static final long PRESENT = 1L << 63;

  /** No channel, which the first interrupted thread would close for all others. */
  private final RandomAccessFile pagemap;

  PageFrames() throws IOException {
    pagemap = new RandomAccessFile("/proc/self/pagemap", "r");
  }

  /** One word for each page of {@code [address, address + length)}; fewer if the kernel gives no more. */
  synchronized long[] of(long address, long length) throws IOException {
    long first = address / PAGE;
    int pages = (int) ((address + length - 1) / PAGE - first + 1);
    byte[] bytes = new byte[pages * Long.BYTES];
    int filled = 0;
    pagemap.seek(first * Long.BYTES);
    for (int read = 1; read > 0 && filled < bytes.length; filled += Math.max(0, read)) {
      read = pagemap.read(bytes, filled, bytes.length - filled);
    }
    long[] words = new long[filled / Long.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).asLongBuffer().get(words);
    return words;
  }

  /** Whether there is a page, and its frame can be seen. */
  static boolean isVisible(long word) {
    return (word & PRESENT) != 0 && (word & FRAME) != 0;
  }

  /**
   * Whether a page that was {@code then} when it was pinned is another one now. Not asked of what was not there then, of the zero page, and
   * of a page of a file that a private mapping had not copied yet: pinning for writing brings in the page that is there now.
   */
  static boolean isReplaced(long then, long now) {
    if ((then & PRESENT) == 0 || (now & PRESENT) == 0) {
      return false;
    }
    boolean ofFile = (then & FILE_OR_SHARED) != 0;
    if (ofFile ? (now & FILE_OR_SHARED) == 0 : (then & EXCLUSIVE) == 0) {
      return false;
    }
    return (then & FRAME) != (now & FRAME);
  }

  /**
   * Whether an anonymous page that was there is not any more: the kernel never takes one away by itself, but for swapping and moving it, which
   * it marks. Needs no privilege.
   */
  static boolean isGone(long then, long now) {
    boolean was = (then & PRESENT) != 0 && (then & FILE_OR_SHARED) == 0;
    return was && (now & PRESENT) == 0 && ((now & SWAPPED) == 0 || (now & GUARD) != 0);
  }

  /** Pages that the kernel has moved to other frames since the machine was started, for whomever; it moves none that a device has pinned. */
  static long migrations() throws IOException {
    long sum = 0;
    for (String line : Files.readAllLines(Paths.get("/proc/vmstat"))) {
      if (line.startsWith("pgmigrate_success ")) {
        sum += Long.parseLong(line.substring(line.indexOf(' ') + 1));
      }
    }
    return sum;
  }
}
