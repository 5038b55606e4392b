package io.pindown.nic.uring;

/**
 * The operations that are queued or in flight, by a small number that travels through the kernel as their user data. It bounds them, so
 * that the completion queue never overflows, and knows which are left when the ring closes. For one thread at a time.
 */
final class Operations {
  private final long[] userData;
  /** Not the application's: its completions are for a blocking call. */
  private final boolean[] silent;
  private final int[] free;
  private int freeCount;

  Operations(int capacity) {
    userData = new long[capacity];
    silent = new boolean[capacity];
    free = new int[capacity];
    freeCount = capacity;
    for (int i = 0; i < capacity; i++) {
      free[i] = capacity - 1 - i;
    }
  }

  int outstanding() {
    return userData.length - freeCount;
  }

  int begin(long data, boolean isSilent) {
    if (freeCount == 0) {
      throw new IllegalStateException(
          userData.length + " operations are outstanding, as many as the ring was opened for; poll or await completions first");
    }
    int operation = free[--freeCount];
    userData[operation] = data;
    silent[operation] = isSilent;
    return operation;
  }

  long userData(int operation) {
    return userData[operation];
  }

  boolean isSilent(int operation) {
    return silent[operation];
  }

  void end(int operation) {
    free[freeCount++] = operation;
  }
}
