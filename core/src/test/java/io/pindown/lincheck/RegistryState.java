package io.pindown.lincheck;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A registry of three watches as its specification sees it; the first two are there and armed at first. Copied, then changed. */
final class RegistryState {
  enum Status {
    ABSENT,
    ARMED,
    /** Hit by an event that has not yet put the watch where a drain finds it. */
    ARRIVING,
    DIRTY,
    REPORTED,
    REMOVED
  }

  private final Status[] watches = {Status.ARMED, Status.ARMED, Status.ABSENT};
  /** What a drain has to report, oldest first: the number of the report times four, plus the watch. */
  private final List<Integer> dirty = new ArrayList<>();
  private int reports;
  /** How often the generation has moved, and how often up to what has been reported. */
  int moves;
  int drained;
  /** The generation as it was last seen, and how often it had moved by then. */
  private long seen;
  private int movesSeen;
  /** Whether the third watch has been handed to its owner. */
  boolean published;
  boolean closed;
  /** Changes in progress. */
  int windows;
  /** Events in progress, and all events. */
  int events;
  int begun;

  RegistryState copy() {
    RegistryState copy = new RegistryState();
    System.arraycopy(watches, 0, copy.watches, 0, watches.length);
    copy.dirty.addAll(dirty);
    copy.reports = reports;
    copy.moves = moves;
    copy.drained = drained;
    copy.seen = seen;
    copy.movesSeen = movesSeen;
    copy.published = published;
    copy.closed = closed;
    copy.windows = windows;
    copy.events = events;
    copy.begun = begun;
    return copy;
  }

  Status of(int watch) {
    return watches[watch];
  }

  void turn(int watch, Status status) {
    watches[watch] = status;
  }

  boolean isIn(int watch) {
    return watches[watch] != Status.ABSENT && watches[watch] != Status.REMOVED;
  }

  /** The watches that are in, as bits. */
  int in() {
    int in = 0;
    for (int watch = 0; watch < watches.length; watch++) {
      in |= isIn(watch) ? 1 << watch : 0;
    }
    return in;
  }

  boolean isAnyArriving() {
    return Arrays.asList(watches).contains(Status.ARRIVING);
  }

  /** An event puts a watch where a drain finds it, unless it was taken out meanwhile. */
  void arrive(int watch) {
    dirty.add(reports++ << 2 | watch);
    if (watches[watch] == Status.ARRIVING) {
      watches[watch] = Status.DIRTY;
    }
  }

  /** How many reports have ever been owed. */
  int reports() {
    return reports;
  }

  /** The number of the oldest report that is owed; {@link #reports} if none is. */
  int oldestReport() {
    return dirty.isEmpty() ? reports : dirty.get(0) >> 2;
  }

  /** Takes the oldest report out; returns its watch, or -1 if that was taken out of the registry. */
  int report() {
    int watch = dirty.remove(0) & 3;
    if (watches[watch] != Status.DIRTY) {
      return -1;
    }
    watches[watch] = Status.REPORTED;
    return watch;
  }

  /** Whether the generation can be that now; moved since the last look, by any number, or not. */
  boolean canSee(long generation) {
    boolean can = moves == movesSeen ? generation == seen : generation > seen;
    seen = generation;
    movesSeen = moves;
    return can;
  }

  private List<Object> all() {
    return List.of(
        Arrays.asList(watches), dirty, reports, moves, drained, seen, movesSeen, published, closed, windows, events, begun);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RegistryState state && all().equals(state.all());
  }

  @Override
  public int hashCode() {
    return all().hashCode();
  }

  @Override
  public String toString() {
    return all().toString();
  }
}
