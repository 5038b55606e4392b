package io.pindown.bench.trace.sim;

import java.util.Arrays;

/** A doubly linked list of objects by number, each in it once at most: adding, moving and removing cost the same at any length. */
final class Queue {
  private static final int OUT = -1;

  private final int head;
  private final int[] next;
  private final int[] before;

  Queue(int objects) {
    head = objects;
    next = new int[objects + 1];
    before = new int[objects + 1];
    Arrays.fill(next, OUT);
    next[head] = head;
    before[head] = head;
  }

  boolean isEmpty() {
    return next[head] == head;
  }

  boolean contains(int object) {
    return next[object] != OUT;
  }

  int first() {
    return next[head];
  }

  int last() {
    return before[head];
  }

  /** The one after, nearer to the last; after the last one the first. */
  int after(int object) {
    return next[object] == head ? first() : next[object];
  }

  void addLast(int object) {
    insertBefore(object, head);
  }

  void insertBefore(int object, int place) {
    next[object] = place;
    before[object] = before[place];
    next[before[place]] = object;
    before[place] = object;
  }

  void remove(int object) {
    next[before[object]] = next[object];
    before[next[object]] = before[object];
    next[object] = OUT;
  }
}
