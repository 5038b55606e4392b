package io.pindown.agent.observe;

import io.pindown.agent.downcall.Ffm;
import io.pindown.agent.hook.Inside;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Measures what registering costs with io_uring's fixed buffers, here and now: a ring of its own, a megabyte of its own, some thousand registrations,
 * ten milliseconds or so. Needs the foreign linker, JDK 21 or later, and a kernel that lets this process have a ring.
 */
final class UringCost {
  private static final int FIRST_JDK = 21;
  private static final long SYS_CLOSE = 3;
  private static final long SYS_IO_URING_SETUP = 425;
  private static final long SYS_IO_URING_REGISTER = 427;
  private static final long REGISTER_BUFFERS2 = 15;
  private static final long REGISTER_BUFFERS_UPDATE = 16;
  private static final int SPARSE = 1;
  private static final int PAGE = 4096;
  private static final int PAGES = 256;
  private static final int ROUNDS = 64;
  /** Until then the call is interpreted. */
  private static final int FIRST_ROUNDS = 2000;
  private static final int PARAMS = 120;
  private static final int RSRC = 32;

  private final MethodHandle syscall;

  private UringCost(MethodHandle syscall) {
    this.syscall = syscall;
  }

  /** What was measured; where nothing can be, {@link CostModel#IO_URING}. */
  static CostModel measured(Inside inside) {
    if (Runtime.version().feature() < FIRST_JDK || !System.getProperty("os.arch").equals("amd64")) {
      return CostModel.IO_URING;
    }
    try {
      Ffm ffm = new Ffm(inside.lookup());
      return new UringCost(ffm.link(ffm.find("syscall"), "JJJJJJ")).measure(inside);
    } catch (Throwable e) {
      return CostModel.IO_URING; // no linker, no io_uring, or not for this process
    }
  }

  private long call(long number, long first, long second, long third, long fourth) throws Throwable {
    return (long) syscall.invokeExact(number, first, second, third, fourth);
  }

  private CostModel measure(Inside inside) throws Throwable {
    ByteBuffer memory = ByteBuffer.allocateDirect((PAGES + 1) * PAGE); // zeroed, so its pages are there
    ByteBuffer words = ByteBuffer.allocateDirect(PARAMS + 2 * RSRC + 16).order(ByteOrder.nativeOrder());
    long first = inside.address(memory) + PAGE - 1 & -PAGE;
    long at = inside.address(words);
    long ring = call(SYS_IO_URING_SETUP, 1, at, 0, 0);
    if (ring < 0) {
      return CostModel.IO_URING;
    }
    try {
      words.putInt(PARAMS, 1).putInt(PARAMS + 4, SPARSE); // struct io_uring_rsrc_register
      if (call(SYS_IO_URING_REGISTER, ring, REGISTER_BUFFERS2, at + PARAMS, RSRC) < 0) {
        return CostModel.IO_URING;
      }
      int update = PARAMS + RSRC; // struct io_uring_rsrc_update2, and the struct iovec that it points to
      words.putLong(update + 8, at + update + RSRC).putInt(update + 24, 1);
      double one = quartile(words, ring, at + update, first, 1, FIRST_ROUNDS);
      double many = quartile(words, ring, at + update, first, PAGES, 0);
      if (one <= 0 || many <= 0) {
        return CostModel.IO_URING;
      }
      double page = Math.max(0, (many - one) / (PAGES - 1));
      return new CostModel(Math.max(0, one - page), page, "io_uring as measured here");
    } finally {
      call(SYS_CLOSE, ring, 0, 0, 0);
    }
  }

  /** Nanoseconds to register so many pages and to take them out again, in the fastest quarter of rounds; 0 if that is refused. */
  private double quartile(ByteBuffer words, long ring, long update, long address, int pages, int unmeasured) throws Throwable {
    int vector = PARAMS + 2 * RSRC;
    long[] nanos = new long[ROUNDS];
    for (int round = -unmeasured; round < ROUNDS; round++) {
      words.putLong(vector, address).putLong(vector + 8, (long) pages * PAGE);
      long begun = System.nanoTime();
      long in = call(SYS_IO_URING_REGISTER, ring, REGISTER_BUFFERS_UPDATE, update, RSRC);
      words.putLong(vector, 0).putLong(vector + 8, 0);
      long out = call(SYS_IO_URING_REGISTER, ring, REGISTER_BUFFERS_UPDATE, update, RSRC);
      long taken = System.nanoTime() - begun;
      if (in < 0 || out < 0) {
        return 0;
      }
      if (round >= 0) {
        nanos[round] = taken;
      }
    }
    Arrays.sort(nanos);
    return nanos[ROUNDS / 4];
  }
}
