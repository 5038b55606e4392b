package io.pindown.it.rdma;

import io.pindown.it.app.Meeting;
import io.pindown.it.app.OffHeap;
import io.pindown.it.foreign.Libc;
import io.pindown.it.foreign.UnseenCalls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The pages of a range, asked about and taken by system calls that no hook sees: what comes to lie at an address after the program's own memory
 * is gone must not be what tells a cache of it.
 */
final class Pages {
  private static final long PAGE = 4_096;
  private static final int MADV_POPULATE_READ = 22;
  private static final int MADV_POPULATE_WRITE = 23;
  private static final int OPEN = 2;
  private static final int CLOSE = 3;
  private static final int MINCORE = 27;
  private static final int FTRUNCATE = 77;
  private static final int O_RDWR = 2;
  private static final int ENOMEM = 12;
  private static final int EFAULT = 14;

  /** What glibc reserves for the heap of a thread that has one of its own, and where that begins. */
  private static final long HEAP_SIZE = 64L << 20;
  private static final long LARGE = 60_000;
  private static final long HEAP = ownHeap();
  private static final long HEAP_END = HEAP + HEAP_SIZE;

  private final long from;
  private final long to;
  private final List<Long> taken = new ArrayList<>();

  Pages(long address, long length) {
    from = address & -PAGE;
    to = (address + length + PAGE - 1) & -PAGE;
  }

  /** The heap of the thread that calls this first, which must have one of its own: not the first thread of the process. */
  private static long ownHeap() {
    return OffHeap.allocate(64) & -HEAP_SIZE;
  }

  /** Takes what room the heap has, so that blocks of {@value #LARGE} bytes become mappings. */
  static void fillHeap() {
    long block = OffHeap.allocate(LARGE);
    while (block >= HEAP && block < HEAP_END) {
      block = OffHeap.allocate(LARGE);
    }
    OffHeap.free(block);
  }

  /** What there is at the range. */
  enum State {
    /** Nothing was, and now there is new memory: to be given back. */
    REPLACED,
    /** Parts of it were nothing. New memory is there now, to be given back. */
    FILLED,
    /** It is mapped as far as its file goes. */
    CUT,
    /** It is in what the C library keeps small blocks in, also when they are free: what is there may be others' by now. */
    HEAP,
    THERE
  }

  /** Looks, and takes what is free, so that all may be read afterwards, unless {@link State#CUT} or {@link State#HEAP}. */
  State look() throws Throwable {
    if (from >= HEAP && to <= HEAP_END) {
      return State.HEAP;
    }
    if (take(from, to)) {
      return State.REPLACED;
    }
    long read = populate(MADV_POPULATE_READ);
    if (read == -EFAULT) {
      return State.CUT;
    }
    if (read != -ENOMEM) {
      return State.THERE;
    }
    for (long page = from; page < to; page += PAGE) {
      take(page, page + PAGE);
    }
    return State.FILLED;
  }

  private boolean take(long begin, long end) throws Throwable {
    int flags = Libc.MAP_PRIVATE | Libc.MAP_ANONYMOUS | Libc.MAP_FIXED_NOREPLACE;
    if (UnseenCalls.result(UnseenCalls.MMAP, begin, end - begin, Libc.PROT_READ_WRITE, flags, -1, 0) != begin) {
      return false;
    }
    taken.add(begin);
    taken.add(end);
    return true;
  }

  void giveBack() throws Throwable {
    for (int i = 0; i < taken.size(); i += 2) {
      UnseenCalls.call(UnseenCalls.MUNMAP, taken.get(i), taken.get(i + 1) - taken.get(i), 0, 0, 0, 0);
    }
    taken.clear();
  }

  /** Whether the program may write there. Makes private pages its own. */
  boolean isWritable() throws Throwable {
    return populate(MADV_POPULATE_WRITE) == 0;
  }

  private long populate(int advice) throws Throwable {
    return UnseenCalls.result(UnseenCalls.MADVISE, from, to - from, advice, 0, 0, 0);
  }

  /** Makes the file that is mapped there as long as its mapping. */
  void grow() throws Throwable {
    for (String line : Files.readAllLines(Path.of("/proc/self/maps"))) {
      String[] words = line.split(" +");
      long begin = Long.parseUnsignedLong(words[0].substring(0, words[0].indexOf('-')), 16);
      long end = Long.parseUnsignedLong(words[0].substring(words[0].indexOf('-') + 1), 16);
      if (begin <= from && from < end) {
        grow(words[5], Long.parseUnsignedLong(words[2], 16) + end - begin);
      }
    }
  }

  private static void grow(String file, long size) throws Throwable {
    byte[] name = (file + "\0").getBytes(StandardCharsets.UTF_8);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment string = arena.allocate(name.length).copyFrom(MemorySegment.ofArray(name));
      long descriptor = UnseenCalls.call(OPEN, string.address(), O_RDWR, 0, 0, 0, 0);
      UnseenCalls.call(FTRUNCATE, descriptor, size, 0, 0, 0, 0);
      UnseenCalls.call(CLOSE, descriptor, 0, 0, 0, 0, 0);
    }
  }

  /** Waits until nothing is at the range's beginning. */
  void awaitTheEnd() {
    Meeting.until("the end of the mapping at " + Long.toHexString(from), () -> !isMapped());
  }

  private boolean isMapped() {
    try (Arena arena = Arena.ofConfined()) {
      return UnseenCalls.result(MINCORE, from, PAGE, arena.allocate(1).address(), 0, 0, 0) != -ENOMEM;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

}
