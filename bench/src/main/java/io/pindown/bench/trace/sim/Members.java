package io.pindown.bench.trace.sim;

import java.util.Arrays;

/** A set of objects by number, in an array without gaps: what may be drawn from, or looked through. */
final class Members {
  private static final int OUT = -1;

  private final int[] members;
  private final int[] places;
  private int size;

  Members(int objects) {
    members = new int[objects];
    places = new int[objects];
    Arrays.fill(places, OUT);
  }

  void add(int object) {
    places[object] = size;
    members[size++] = object;
  }

  /** Adds it at a place from 0 to {@link #size}, and moves what was there to the end. */
  void addAt(int object, int place) {
    add(object);
    int displaced = members[place];
    members[size - 1] = displaced;
    places[displaced] = size - 1;
    members[place] = object;
    places[object] = place;
  }

  void remove(int object) {
    int last = members[--size];
    members[places[object]] = last;
    places[last] = places[object];
    places[object] = OUT;
  }

  int size() {
    return size;
  }

  int get(int i) {
    return members[i];
  }
}
