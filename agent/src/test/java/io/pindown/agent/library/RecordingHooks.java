package io.pindown.agent.library;

import java.util.ArrayList;
import java.util.List;

/** Stands in for the hook class: the same methods, which write down what they are told. Used by one thread. */
public final class RecordingHooks {
  static final List<String> EVENTS = new ArrayList<>();
  static long distrusted;

  private RecordingHooks() {}

  static List<String> taken() {
    List<String> taken = List.copyOf(EVENTS);
    EVENTS.clear();
    return taken;
  }

  /** For the methods that are hooked: what they do themselves. */
  public static void does(String what) {
    EVENTS.add(what);
  }

  public static long ofLibrary(long length, int library) {
    return (distrusted >>> library & 1) == 0 ? length : 0;
  }

  public static void allocated(long base, long size) {
    EVENTS.add("allocated " + base + " " + size);
  }

  public static void freed(long base) {
    EVENTS.add("freed " + base);
  }

  public static void reallocationBegin(long base, long newSize) {
    EVENTS.add("reallocationBegin " + base + " " + newSize);
  }

  public static void reallocated(long base, long newSize, long newBase) {
    EVENTS.add("reallocated " + base + " " + newSize + " " + newBase);
  }

  public static void reallocationThrown(long base) {
    EVENTS.add("reallocationThrown " + base);
  }

  public static void mapped(long base, long length) {
    EVENTS.add("mapped " + base + " " + length);
  }

  public static void unmapped(long base, long length) {
    EVENTS.add("unmapped " + base + " " + length);
  }

  public static void changeBegin(long start, long length) {
    EVENTS.add("changeBegin " + start + " " + length);
  }

  public static void changeEnd(long start, long length) {
    EVENTS.add("changeEnd " + start + " " + length);
  }

  public static void truncationBegin(long size) {
    EVENTS.add("truncationBegin " + size);
  }

  public static void truncationEnd(long size) {
    EVENTS.add("truncationEnd " + size);
  }
}
