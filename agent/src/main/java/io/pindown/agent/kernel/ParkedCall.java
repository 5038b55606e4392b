package io.pindown.agent.kernel;

import io.pindown.registry.KernelSource;

/**
 * A thread that was inside of a system call that changes mappings, waiting for the kernel's event of it to be read. Immutable, but for the
 * arrays, which nobody writes.
 *
 * @param thread its id, as {@code gettid} and the VM's {@code nid} have it
 * @param name what the kernel calls it, 15 bytes at most
 * @param number of the system call, for x86-64
 * @param arguments the six of it
 * @param pc where the call returns to
 * @param stack words from the stack pointer on; fewer or none if they could not be read
 */
record ParkedCall(long thread, String name, int number, long[] arguments, long pc, long[] stack) {
  static final int MMAP = 9;
  static final int MUNMAP = 11;
  static final int BRK = 12;
  static final int MREMAP = 25;
  static final int MADVISE = 28;
  static final int PROCESS_MADVISE = 440;

  private static final int ARGUMENTS = 6;
  private static final long PAGE = 4096;

  /**
   * From a line of {@code /proc/self/task/ID/syscall}: number, six arguments, stack pointer, program counter.
   *
   * @return null if that is not what the line says: the thread has gone on
   */
  static ParkedCall parse(long thread, String name, String line, long[] stack) {
    String[] words = line.trim().split(" ");
    if (words.length != ARGUMENTS + 3) {
      return null;
    }
    try {
      long[] arguments = new long[ARGUMENTS];
      for (int i = 0; i < ARGUMENTS; i++) {
        arguments[i] = hexadecimal(words[i + 1]);
      }
      return new ParkedCall(thread, name, Integer.parseInt(words[0]), arguments, hexadecimal(words[ARGUMENTS + 2]), stack);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static long hexadecimal(String word) {
    if (!word.startsWith("0x")) {
      throw new NumberFormatException(word);
    }
    return Long.parseUnsignedLong(word.substring(2), 16);
  }

  /** Whether an event may be of this call: it is of its kind, and of its range. */
  boolean explains(KernelSource.Kind kind, long start, long end) {
    switch (kind) {
      case UNMAPPED:
        return number == BRK && (arguments[0] + PAGE - 1 & -PAGE) == start
            || number == MREMAP && (isOf(0, 1, start, end) || isOf(4, 2, start, end))
            || (number == MUNMAP || number == MMAP) && isOf(0, 1, start, end);
      case REMOVED:
        return number == PROCESS_MADVISE || number == MADVISE && isOf(0, 1, start, end);
      default:
        return number == MREMAP && arguments[0] == start;
    }
  }

  /** Whether the range lies in what an argument begins and another one says the bytes of, in whole pages. */
  private boolean isOf(int base, int bytes, long start, long end) {
    return (arguments[base] & -PAGE) <= start && end <= (arguments[base] + arguments[bytes] + PAGE - 1 & -PAGE);
  }

  /** The call's name. */
  String call() {
    switch (number) {
      case MMAP:
        return "mmap";
      case MUNMAP:
        return "munmap";
      case BRK:
        return "brk";
      case MREMAP:
        return "mremap";
      case MADVISE:
        return "madvise";
      case PROCESS_MADVISE:
        return "process_madvise";
      default:
        return "system call " + number;
    }
  }
}
