package io.pindown.it.wire;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.pindown.it.foreign.Libc;
import java.lang.invoke.MethodHandle;
import java.util.Map;

/** Memory that a hook has seen come, changed as native code does it: by system calls that no hook sees. */
final class UnseenPaths {
  private static final long PAGE = 4096;
  private static final long LENGTH = 1009 * PAGE;
  private static final int ROUNDS = 3;
  private static final int SYS_MMAP = 9;
  private static final int SYS_MUNMAP = 11;
  private static final int SYS_MREMAP = 25;
  private static final int SYS_MADVISE = 28;
  private static final int FRESH = Libc.MAP_PRIVATE | Libc.MAP_ANONYMOUS | Libc.MAP_FIXED;

  private static final MethodHandle SYSCALL =
      Libc.bound("syscall", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);

  private UnseenPaths() {}

  static void addTo(Map<String, ReusePaths.ReusePath> paths) {
    paths.put("unseen-munmap", t -> each(t, UnseenPaths::unmapAndMap));
    paths.put("unseen-mmap-fixed", t -> each(t, UnseenPaths::mapOver));
    paths.put("unseen-mmap-fixed-one-page", t -> each(t, m -> call(SYS_MMAP, m + 500 * PAGE, PAGE, Libc.PROT_READ_WRITE, FRESH, -1, 0)));
    paths.put("unseen-mremap", t -> each(t, UnseenPaths::moveAway));
    paths.put("unseen-madvise", t -> each(t, m -> call(SYS_MADVISE, m, LENGTH, Libc.MADV_DONTNEED, 0, 0, 0)));
  }

  private interface Unseen {
    void change(long mapping) throws Throwable;
  }

  private static void each(Traffic traffic, Unseen unseen) throws Throwable {
    for (int round = 0; round < ROUNDS; round++) {
      long mapping = Libc.mmap(LENGTH); // and never unmapped: what a hook announces of one is not of another
      fillAndSend(traffic, mapping);
      unseen.change(mapping);
      fillAndSend(traffic, mapping);
    }
  }

  private static void unmapAndMap(long mapping) throws Throwable {
    call(SYS_MUNMAP, mapping, LENGTH, 0, 0, 0, 0);
    mapOver(mapping);
  }

  private static void mapOver(long mapping) throws Throwable {
    call(SYS_MMAP, mapping, LENGTH, Libc.PROT_READ_WRITE, FRESH, -1, 0);
  }

  private static void moveAway(long mapping) throws Throwable {
    long room = call(SYS_MMAP, 0, LENGTH, 0, Libc.MAP_PRIVATE | Libc.MAP_ANONYMOUS, -1, 0);
    call(SYS_MREMAP, mapping, LENGTH, LENGTH, Libc.MREMAP_MAYMOVE | Libc.MREMAP_FIXED, room, 0);
    mapOver(mapping);
    call(SYS_MUNMAP, room, LENGTH, 0, 0, 0, 0);
  }

  /** A system call as a library's own code makes it. */
  static long call(long number, long a, long b, long c, long d, long e, long f) throws Throwable {
    long result = (long) SYSCALL.invokeExact(number, a, b, c, d, e, f);
    if (result == -1) {
      throw new IllegalStateException("system call " + number + " failed");
    }
    return result;
  }

  private static void fillAndSend(Traffic traffic, long mapping) throws Exception {
    Traffic.at(mapping, LENGTH).fill(traffic.nextStage());
    traffic.sendTwice(mapping, LENGTH);
  }
}
