package io.pindown.it.wire;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.pindown.it.app.OffHeap;
import io.pindown.it.foreign.Libc;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.util.Map;

/** The same by sun.misc.Unsafe and by system calls of the program's own. */
public final class NativeReusePaths {
  private static final long BLOCK = (40L << 20) / Traffic.DIVISOR;
  private static final long PAGE = 4096;
  private static final long PAGES = 1009 / Traffic.DIVISOR;
  private static final long MAPPING = PAGES * PAGE;
  private static final int FRESH = Libc.MAP_PRIVATE | Libc.MAP_ANONYMOUS | Libc.MAP_FIXED;
  private static final int ROUNDS = 3;

  private NativeReusePaths() {}

  public static void addTo(Map<String, ReusePaths.ReusePath> paths) {
    paths.put("unsafe-reallocate", NativeReusePaths::reallocate);
    paths.put("munmap-mmap-fixed", NativeReusePaths::mapAgain);
    paths.put("mmap-fixed-one-page", NativeReusePaths::mapOverOnePage);
    paths.put("madvise-dontneed", NativeReusePaths::dontNeed);
    paths.put("syscall-dontneed", NativeReusePaths::dontNeedByNumber);
    paths.put("mremap-onto", NativeReusePaths::moveOnto);
    paths.put("mremap-shrink-and-grow", NativeReusePaths::shrinkAndGrow);
  }

  /** The block moves away, and the next one comes to lie where it was. */
  private static void reallocate(Traffic traffic) throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      long block = OffHeap.allocate(BLOCK);
      fillAndSend(traffic, block, BLOCK);
      long moved = OffHeap.reallocate(block, Traffic.MAX_LENGTH);
      fillAndSend(traffic, moved, Traffic.MAX_LENGTH);
      long next = OffHeap.allocate(BLOCK);
      fillAndSend(traffic, next, BLOCK);
      OffHeap.free(moved);
      OffHeap.free(next);
    }
  }

  private static void mapAgain(Traffic traffic) throws Throwable {
    long mapping = Libc.mmap(MAPPING);
    for (int round = 0; round < ROUNDS; round++) {
      fillAndSend(traffic, mapping, MAPPING);
      Libc.munmap(mapping, MAPPING);
      if (!Libc.mapIfFree(mapping, MAPPING)) {
        mapping = Libc.mmap(MAPPING); // that place is somebody else's now
        round--;
      }
    }
    Libc.munmap(mapping, MAPPING);
  }

  private static void mapOverOnePage(Traffic traffic) throws Throwable {
    long mapping = Libc.mmap(MAPPING);
    for (int round = 0; round < ROUNDS; round++) {
      fillAndSend(traffic, mapping, MAPPING);
      Libc.mmap(mapping + PAGES / 2 * PAGE, PAGE, FRESH);
    }
    Libc.munmap(mapping, MAPPING);
  }

  private static void dontNeed(Traffic traffic) throws Throwable {
    long mapping = Libc.mmap(MAPPING);
    for (int round = 0; round < ROUNDS; round++) {
      fillAndSend(traffic, mapping, MAPPING);
      int result = (int) Libc.bound("madvise", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT).invokeExact(mapping, MAPPING, Libc.MADV_DONTNEED);
      if (result != 0) {
        throw new IllegalStateException("madvise failed");
      }
    }
    Libc.munmap(mapping, MAPPING);
  }

  private static void dontNeedByNumber(Traffic traffic) throws Throwable {
    MethodHandle syscall = Linker.nativeLinker().downcallHandle(Libc.symbol("syscall"),
        FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG), Linker.Option.firstVariadicArg(1));
    long mapping = Libc.mmap(MAPPING);
    for (int round = 0; round < ROUNDS; round++) {
      fillAndSend(traffic, mapping, MAPPING);
      if ((long) syscall.invokeExact(Libc.number(28, 233), mapping, MAPPING, (long) Libc.MADV_DONTNEED) != 0) {
        throw new IllegalStateException("madvise failed");
      }
    }
    Libc.munmap(mapping, MAPPING);
  }

  /** Another mapping's pages come to lie at the address. */
  private static void moveOnto(Traffic traffic) throws Throwable {
    long mapping = Libc.mmap(MAPPING);
    for (int round = 0; round < ROUNDS; round++) {
      fillAndSend(traffic, mapping, MAPPING);
      mremap(Libc.mmap(MAPPING), MAPPING, MAPPING, Libc.MREMAP_MAYMOVE | Libc.MREMAP_FIXED, mapping);
    }
    Libc.munmap(mapping, MAPPING);
  }

  /** The second half goes and comes back, as other pages. */
  private static void shrinkAndGrow(Traffic traffic) throws Throwable {
    long mapping = Libc.mmap(MAPPING);
    for (int round = 0; round < ROUNDS; round++) {
      fillAndSend(traffic, mapping, MAPPING);
      mremap(mapping, MAPPING, PAGES / 2 * PAGE, 0, mapping);
      mremap(mapping, PAGES / 2 * PAGE, MAPPING, 0, mapping);
    }
    Libc.munmap(mapping, MAPPING);
  }

  private static void mremap(long from, long length, long newLength, int flags, long to) throws Throwable {
    long result = (long) Libc.bound("mremap", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG)
        .invokeExact(from, length, newLength, flags, to);
    if (result != to) {
      throw new IllegalStateException("mremap of " + length + " bytes came to " + Long.toHexString(result));
    }
  }

  private static void fillAndSend(Traffic traffic, long address, long length) throws Exception {
    Traffic.at(address, length).fill(traffic.nextStage());
    traffic.sendTwice(address, length);
  }
}
