package io.pindown.demo.trace;

import io.pindown.demo.measure.TraceLine;
import io.pindown.registry.AddressSpace;
import io.pindown.registry.Watch;
import io.pindown.registry.WatchRegistry;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** Keeps a registry of watches with names, and after each step of a program writes down what they report. Used by one thread. */
final class Journal implements AutoCloseable {
  private final long began = System.nanoTime();
  private final WatchRegistry registry;
  private final List<String> names = new ArrayList<>();
  private final List<TraceLine> lines = new ArrayList<>();
  private final long[] cookies = new long[4];
  private long generation;

  Journal(AddressSpace space) {
    registry = space.newRegistry("self-trace");
    generation = registry.generation();
  }

  /** Watches memory under a name; the cookie is the name's place in the list. */
  Watch watch(String name, MemorySegment memory) {
    names.add(name);
    return registry.watch(memory.address(), memory.byteSize(), names.size() - 1);
  }

  /** Arms a watch that was reported. */
  void rearm(Watch watch) {
    registry.rearm(watch);
  }

  void unwatch(Watch watch) {
    registry.unwatch(watch);
  }

  /** Writes a line about what was just done, to which memory, and what the watches report of it. */
  void did(String what, long address, long length) {
    final long micros = (System.nanoTime() - began) / 1000;
    List<String> dirty = new ArrayList<>();
    for (int count = registry.drain(cookies); count > 0; count = registry.drain(cookies)) {
      for (int at = 0; at < count; at++) {
        dirty.add(names.get((int) cookies[at]));
      }
    }
    long now = registry.generation();
    lines.add(new TraceLine(micros, what, address, length, now, now - generation, dirty));
    generation = now;
  }

  void did(String what) {
    did(what, 0, 0);
  }

  List<TraceLine> lines() {
    return List.copyOf(lines);
  }

  @Override
  public void close() {
    registry.close();
  }
}
