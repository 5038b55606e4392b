package io.pindown.nic.uring;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Hands out the numbers 0 to capacity - 1, the last returned first. Lock-free and thread-safe; allocates nothing.
 *
 * <p>A stack threaded through an array. Its head carries a tag that moves with each change, so that a number taken and returned
 * meanwhile (ABA) makes the exchange fail, and the count of free numbers, so that the count and the stack always agree.
 */
final class SlotAllocator {
  static final int MAX_CAPACITY = 0xfffe;

  private static final int INDEX_BITS = 16;
  private static final long INDEX_MASK = (1L << INDEX_BITS) - 1;
  private static final int TAG_SHIFT = 2 * INDEX_BITS;

  /** next[i]: one more than the number below i on the stack; 0 at the bottom. Read racily, and believed only if the head has not moved. */
  private final int[] next;
  /** From the lowest bit: one more than the top number (16 bits), how many are free (16 bits), tag (32 bits). */
  private final AtomicLong head;

  SlotAllocator(int capacity) {
    if (capacity < 1 || capacity > MAX_CAPACITY) {
      throw new IllegalArgumentException("capacity " + capacity + "; allowed is 1 to " + MAX_CAPACITY);
    }
    next = new int[capacity];
    for (int i = 0; i < capacity - 1; i++) {
      next[i] = i + 2;
    }
    head = new AtomicLong(pack(0, capacity, 1));
  }

  int capacity() {
    return next.length;
  }

  int free() {
    return (int) (head.get() >>> INDEX_BITS & INDEX_MASK);
  }

  /** A number, or -1 if all are taken. */
  int take() {
    while (true) {
      long before = head.get();
      int top = (int) (before & INDEX_MASK);
      if (top == 0) {
        return -1;
      }
      if (head.compareAndSet(before, moved(before, -1, next[top - 1]))) {
        return top - 1;
      }
    }
  }

  /** Returns a number that {@link #take} gave; the caller must not do it twice. */
  void give(int slot) {
    while (true) {
      long before = head.get();
      next[slot] = (int) (before & INDEX_MASK);
      if (head.compareAndSet(before, moved(before, 1, slot + 1))) {
        return;
      }
    }
  }

  private static long moved(long before, int freed, int top) {
    return pack((before >>> TAG_SHIFT) + 1, (before >>> INDEX_BITS & INDEX_MASK) + freed, top);
  }

  private static long pack(long tag, long free, long top) {
    return tag << TAG_SHIFT | free << INDEX_BITS | top;
  }
}
