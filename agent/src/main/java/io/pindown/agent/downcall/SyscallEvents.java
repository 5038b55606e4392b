package io.pindown.agent.downcall;

import java.util.Arrays;

/**
 * System calls made by number, told as the functions of the library that make them. Numbers are those of x86-64 and of the architectures
 * that have the general table (aarch64, riscv64). Immutable.
 */
@SuppressWarnings("unused")
final class SyscallEvents {
  /** The number, and as many arguments as a system call can have. */
  static final int ARGUMENTS = 7;

  private static final int MMAP = 0;
  private static final int MUNMAP = 1;
  private static final int MREMAP = 2;
  private static final int MADVISE = 3;
  private static final int BRK = 4;
  private static final int SHMAT = 5;
  private static final int SHMDT = 6;
  private static final int REMAP_FILE_PAGES = 7;
  private static final int TRUNCATE = 8;
  private static final int FTRUNCATE = 9;
  private static final int FALLOCATE = 10;
  private static final int PROCESS_MADVISE = 11;
  private static final int OPENAT = 12;
  private static final int OPENAT2 = 13;
  private static final int COPY_FILE_RANGE = 14;
  private static final int OPEN = 15;
  private static final int CREAT = 16;

  private static final int[] X86_64 = {9, 11, 25, 28, 12, 30, 67, 216, 76, 77, 285, 440, 257, 437, 326, 2, 85};
  private static final int[] GENERAL = {222, 215, 216, 233, 214, 196, 197, 234, 45, 46, 47, 440, 56, 437, 285};

  private static final byte NONE = -1;

  private final LibcEvents events;
  /** By number: which of the above, or {@link #NONE}. */
  private final byte[] calls = new byte[512];

  SyscallEvents(LibcEvents events) {
    this(events, System.getProperty("os.arch", ""));
  }

  SyscallEvents(LibcEvents events, String architecture) {
    this.events = events;
    Arrays.fill(calls, NONE);
    int[] numbers = architecture.equals("amd64") || architecture.equals("x86_64") ? X86_64 : GENERAL;
    for (int call = 0; call < numbers.length; call++) {
      calls[numbers[call]] = (byte) call;
    }
  }

  /** Whether a system call may change memory or truncate a file. Called before each one. */
  boolean isOfInterest(long number) {
    return call(number) >= 0;
  }

  private int call(long number) {
    int index = (int) number; // an int in C, often passed as a long
    return index >= 0 && index < calls.length ? calls[index] : NONE;
  }

  void before(long number, long a, long b, long c, long d, long e, long f) {
    switch (call(number)) {
      case MMAP:
        events.beforeMmap(a, b, c, d, e, f);
        break;
      case MUNMAP:
        events.beforeMunmap(a, b);
        break;
      case MREMAP:
        events.beforeMremapTo(a, b, c, d, e);
        break;
      case MADVISE:
        events.beforeMadvise(a, b, c);
        break;
      case BRK:
        events.beforeBrk(a);
        break;
      case SHMAT:
        events.beforeShmat(a, b, c);
        break;
      case SHMDT:
        events.beforeShmdt(a);
        break;
      case REMAP_FILE_PAGES:
        events.beforeRemapFilePages(a, b, c, d, e);
        break;
      case TRUNCATE:
      case FTRUNCATE:
        events.beforeTruncate(a, b);
        break;
      case FALLOCATE:
        events.beforeFallocate(a, b, c, d);
        break;
      case PROCESS_MADVISE:
        events.beforeProcessMadvise(a, b, c, d, e);
        break;
      case COPY_FILE_RANGE:
        events.beforeCopyFileRange(a, b, c, d, e, f);
        break;
      case OPEN:
        events.beforeOpen(a, b);
        break;
      case OPENAT:
        events.beforeOpenat(a, b, c);
        break;
      case CREAT:
      case OPENAT2: // its flags are where a pointer points to that only the kernel can follow safely
        events.beforeCreat(a, b);
        break;
      default:
        break;
    }
  }

  void after(Throwable thrown, long result, long number, long a, long b, long c, long d, long e, long f) {
    switch (call(number)) {
      case MMAP:
        events.afterMmap(thrown, result, a, b, c, d, e, f);
        break;
      case MREMAP:
        events.afterMremapTo(thrown, result, a, b, c, d, e);
        break;
      case MADVISE:
        events.afterMadvise(thrown, result, a, b, c);
        break;
      case BRK:
        events.afterBrk(thrown, result, a);
        break;
      case SHMAT:
        events.afterShmat(thrown, result, a, b, c);
        break;
      case SHMDT:
        events.afterShmdt(thrown, result, a);
        break;
      case REMAP_FILE_PAGES:
        events.afterRemapFilePages(thrown, result, a, b, c, d, e);
        break;
      case TRUNCATE:
      case FTRUNCATE:
        events.afterTruncate(thrown, result, a, b);
        break;
      case FALLOCATE:
        events.afterFallocate(thrown, result, a, b, c, d);
        break;
      case PROCESS_MADVISE:
        events.afterProcessMadvise(thrown, result, a, b, c, d, e);
        break;
      case COPY_FILE_RANGE:
        events.afterCopyFileRange(thrown, result, a, b, c, d, e, f);
        break;
      case OPEN:
        events.afterOpen(thrown, result, a, b);
        break;
      case OPENAT:
        events.afterOpenat(thrown, result, a, b, c);
        break;
      case CREAT:
      case OPENAT2:
        events.afterCreat(thrown, result, a, b);
        break;
      default:
        break;
    }
  }
}
