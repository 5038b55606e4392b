package io.pindown.nic.uring;

/**
 * Completions that arrived while a blocking call waited for its own, in order, until the application polls. Never overflows: each is of
 * an outstanding operation, and an operation has two at most. For one thread at a time.
 */
final class Backlog {
  private final int[] operations;
  private final int[] results;
  private final int[] flags;
  private int first;
  private int size;

  Backlog(int outstandingOperations) {
    operations = new int[2 * outstandingOperations];
    results = new int[operations.length];
    flags = new int[operations.length];
  }

  boolean isEmpty() {
    return size == 0;
  }

  void add(int operation, int result, int flag) {
    int last = (first + size) % operations.length;
    operations[last] = operation;
    results[last] = result;
    flags[last] = flag;
    size++;
  }

  int operation() {
    return operations[first];
  }

  int result() {
    return results[first];
  }

  int flags() {
    return flags[first];
  }

  void remove() {
    first = (first + 1) % operations.length;
    size--;
  }
}
