package io.pindown.it.soak;

import io.pindown.it.app.OffHeap;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Which physical pages lie behind addresses of this process, as {@code /proc/self/pagemap} has it; frames are there for root only.
 * Thread-safe.
 */
public final class PageFrames implements AutoCloseable {
  private static final long FRAME = (1L << 55) - 1;
  private static final long EXCLUSIVE = 1L << 56;
  private static final long FILE_OR_SHARED = 1L << 61;
  private static final long PRESENT = 1L << 63;

  private final FileChannel pagemap;

  public PageFrames() {
    try {
      pagemap = FileChannel.open(Path.of("/proc/self/pagemap"), StandardOpenOption.READ);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One word for each page, to be asked with the methods below. */
  public long[] of(long address, long length) {
    long first = address / RawMemory.PAGE;
    long[] words = new long[(int) ((address + length - 1) / RawMemory.PAGE - first + 1)];
    ByteBuffer bytes = ByteBuffer.allocate(words.length * Long.BYTES).order(ByteOrder.nativeOrder());
    try {
      while (bytes.hasRemaining() && pagemap.read(bytes, first * Long.BYTES + bytes.position()) > 0) {
        // more of it
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    bytes.flip().asLongBuffer().get(words, 0, bytes.limit() / Long.BYTES);
    return words;
  }

  /** Whether frames can be seen: asked with a page that is there. */
  public static boolean areVisible() {
    try (PageFrames frames = new PageFrames()) {
      ByteBuffer page = ByteBuffer.allocateDirect(2 * (int) RawMemory.PAGE);
      long address = RawMemory.pageUp(OffHeap.address(page));
      page.put((int) (address - OffHeap.address(page)), (byte) 1); // there from now on
      boolean visible = (frames.of(address, 1)[0] & FRAME) != 0;
      Reference.reachabilityFence(page);
      return visible;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Whether a page that was {@code then} when it was registered is certainly another one now. What was not there then, the zero page, and
   * a page of a file that a private mapping had not copied yet: a device's registering would have brought in the page that is there now.
   */
  public static boolean replaced(long then, long now) {
    if ((then & PRESENT) == 0 || (now & PRESENT) == 0) {
      return false;
    }
    boolean ofFile = (then & FILE_OR_SHARED) != 0;
    if (ofFile ? (now & FILE_OR_SHARED) == 0 : (then & EXCLUSIVE) == 0) {
      return false;
    }
    return (then & FRAME) != (now & FRAME);
  }

  /** Pages that the kernel has moved to other frames since the machine was started, for whomever. */
  public static long migrations() {
    try {
      return Files.readAllLines(Path.of("/proc/vmstat")).stream()
          .filter(line -> line.startsWith("pgmigrate_success "))
          .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(' ') + 1)))
          .sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      pagemap.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
