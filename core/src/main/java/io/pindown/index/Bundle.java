package io.pindown.index;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Ranges that hang in the same granule, when there are more than a few of them. A range keeps its place as long as it is in, so a
 * reader that goes through the array meets every range that is there all the while.
 *
 * <pre>
 * field      written by            access            publishes
 * ranges     writers, under lock   volatile          a larger copy
 * ranges[i]  writers, under lock   release, acquire  the range
 * used       writers, under lock   -                 -
 * </pre>
 */
final class Bundle<R extends Range> {
  private static final VarHandle ELEMENT = MethodHandles.arrayElementVarHandle(Object[].class);

  final long key;
  private volatile Object[] ranges = new Object[8];
  private int used;
  private int holes;

  Bundle(long key) {
    this.key = key;
  }

  /** The places now; some are empty. */
  Object[] places() {
    return ranges;
  }

  /** The range at a place of an array that {@link #places} gave, or null. */
  @SuppressWarnings("unchecked")
  static <R> R at(Object[] places, int i) {
    return (R) ELEMENT.getAcquire(places, i);
  }

  void add(R range) {
    if (used == ranges.length) {
      makeRoom();
    }
    ELEMENT.setRelease(ranges, used, range);
    used++;
  }

  /** Closes the holes if they are many, in a copy: readers may stand in the old array. */
  private void makeRoom() {
    Object[] old = ranges;
    Object[] copy = new Object[holes > old.length / 2 ? old.length : old.length * 2];
    int next = 0;
    for (Object range : old) {
      if (range != null) {
        copy[next++] = range;
      }
    }
    ranges = copy;
    used = next;
    holes = 0;
  }

  boolean remove(R range) {
    Object[] now = ranges;
    for (int i = 0; i < used; i++) {
      if (now[i] == range) {
        ELEMENT.setRelease(now, i, null);
        holes++;
        return true;
      }
    }
    return false;
  }

  boolean isEmpty() {
    return holes == used;
  }
}
