package io.pindown.agent.library;

import java.util.function.LongSupplier;

/** Methods of every shape that the weaver meets. What each does is told with the events, so that their order is seen. */
@SuppressWarnings({"unused", "ParameterName"})
public class Subject {
  private long sum;

  static void does(String what) {
    RecordingHooks.does(what);
  }

  public static long allocate(int pad, double space, long size) {
    does("body");
    return size + pad + (long) space;
  }

  /** Assigns its parameters before it returns, and returns in several places, in loops and blocks. */
  public static long severalReturns(long size, int choice) {
    long kept = size;
    size = -1;
    for (int i = 0; i < 3; i++) {
      if (i == choice) {
        choice = -7;
        return kept + i;
      }
    }
    switch (choice) {
      case 10:
        String text = "x" + kept;
        return text.length();
      case 11:
        return 11;
      default:
        choice = 0;
    }
    return size;
  }

  public long ofInstance(long size, Object other) {
    sum += size;
    return sum;
  }

  public synchronized int asInt(int length) {
    return length * 2;
  }

  public static void free(Object first, long base) {
    base++;
    does("free " + base);
  }

  public static void freeThrows(long base) {
    does("free");
    throw new IllegalStateException("free");
  }

  public static long calloc(int count, long size) {
    return 1_000;
  }

  public static void unmap(long base, long length, int alignment) {
    does("unmap");
  }

  public static long realloc(long base, long size, long result) {
    does("realloc");
    base = size = 99;
    if (result == -1) {
      throw new IllegalArgumentException("realloc");
    }
    return result;
  }

  /** With handlers of its own, inside which it may throw, return, or go on. */
  public static int change(long start, int length, int choice) {
    int state = 0;
    try {
      state = 1;
      if (choice == 1) {
        throw new IllegalStateException("caught");
      }
      if (choice == 2) {
        return 2;
      }
      try {
        if (choice == 3) {
          throw new Error("thrown");
        }
        length = 0;
      } finally {
        does("finally " + state);
      }
    } catch (IllegalStateException e) {
      does("handler " + e.getMessage());
      state = 3;
    }
    LongSupplier later = () -> start;
    return state + (int) (later.getAsLong() * 0);
  }

  public static void truncate(String name, long size) {
    synchronized (name) {
      does("truncate");
    }
  }

  public static native long ofNative(int pad, long size);

  public native void freeOfNative(long base);

  abstract static class Without {
    abstract void free(long base);
  }
}
