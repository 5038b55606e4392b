package io.pindown.property;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.property.SpaceModel.Container;
import io.pindown.property.SpaceModel.Which;
import io.pindown.registry.Watch;
import io.pindown.registry.WatchRegistry;
import java.util.ArrayList;
import java.util.List;

/** One registry and a model of it that looks at every watch for every event. */
final class WatchesModel {
  enum Status {
    ARMED,
    DIRTY,
    REPORTED,
    REMOVED
  }

  /** A watch and what must be true of it. */
  static final class Twin {
    final Watch real;
    final long from;
    final long to;
    Status status = Status.ARMED;
    int hits;
    boolean contained;
    boolean mayBeFile;
    long dirtySince;

    Twin(Watch real) {
      this.real = real;
      from = real.address();
      to = from + real.length();
    }
  }

  final List<Twin> twins = new ArrayList<>();
  private final SpaceModel space;
  private final List<Twin> dirty = new ArrayList<>();
  private WatchRegistry real;
  private long generation;
  private boolean hit;
  private long events;
  private long cookies;

  WatchesModel(SpaceModel space) {
    this.space = space;
    real = space.real.newRegistry("property");
  }

  WatchRegistry registry() {
    return real;
  }

  /** An event hits what is in a range. */
  void hit(long from, long to, Which which) {
    events++;
    for (Twin t : twins) {
      if (t.from < to && from < t.to && t.status != Status.REMOVED && concerns(which, t)) {
        t.hits++;
        hit = true;
        if (t.status == Status.ARMED) {
          t.status = Status.DIRTY;
          t.dirtySince = events;
          dirty.add(t);
        }
      }
    }
  }

  private static boolean concerns(Which which, Twin t) {
    return which == Which.ALL || (which == Which.UNCONTAINED ? !t.contained : t.mayBeFile);
  }

  private void classify(Twin t) {
    Container c = space.around(t.from, t.to);
    t.contained = c != null;
    t.mayBeFile = c == null || c.mapping();
  }

  void watch(long address, long length, boolean sameCookie) {
    Twin t = new Twin(real.watch(address, length, sameCookie ? cookies : ++cookies));
    classify(t);
    twins.add(t);
    assertThat(t.real.address()).isEqualTo(address);
    assertThat(t.real.length()).isEqualTo(length);
  }

  void unwatch(Twin t) {
    boolean was = t.status != Status.REMOVED;
    if (real.unwatch(t.real) != was) {
      throw new AssertionError("unwatch of " + t.real + " that was " + t.status);
    }
    t.status = Status.REMOVED;
    dirty.remove(t);
  }

  void forget(Twin t) {
    twins.remove(t);
  }

  void rearm(Twin t) {
    boolean armed = real.rearm(t.real);
    if (armed != (t.status != Status.DIRTY)) {
      throw new AssertionError("rearm of " + t.real + " that was " + t.status + " says " + armed);
    }
    if (t.status == Status.REPORTED) {
      t.hits = 0;
    }
    if (t.status != Status.ARMED) {
      classify(t);
    }
    if (t.status == Status.REPORTED) {
      t.status = Status.ARMED;
    }
  }

  /** Oldest first; of those that one event made dirty, in any order. */
  void drain(int room, boolean byCookie) {
    int count;
    Watch[] reported = new Watch[room];
    if (byCookie) {
      long[] told = new long[room];
      count = real.drain(told);
      for (int i = 0; i < count; i++) {
        reported[i] = dirtyOf(told[i]);
      }
    } else {
      count = real.drainWatches(reported);
    }
    if (count != Math.min(room, dirty.size())) {
      throw new AssertionError(count + " reported of " + dirty.size() + " with room for " + room);
    }
    for (int i = 0; i < count; i++) {
      report(reported[i]);
    }
    boolean quiet = real.drainedGeneration() == real.generation();
    if (count < room && !quiet || quiet && !dirty.isEmpty()) {
      throw new AssertionError(dirty.size() + " left after " + count + " with room for " + room + ", quiet: " + quiet);
    }
  }

  private Watch dirtyOf(long cookie) {
    for (Twin t : dirty) {
      if (t.real.cookie() == cookie) {
        return t.real;
      }
    }
    throw new AssertionError("cookie " + cookie + " was reported and is not dirty");
  }

  /** Whether a cookie tells which watch it is. */
  boolean cookiesAreUnique() {
    return dirty.stream().map(t -> t.real.cookie()).distinct().count() == dirty.size();
  }

  private void report(Watch watch) {
    long oldest = dirty.get(0).dirtySince;
    for (Twin t : dirty) {
      if (t.real == watch) {
        if (t.dirtySince != oldest) {
          throw new AssertionError(watch + " was reported before an older one");
        }
        t.status = Status.REPORTED;
        dirty.remove(t);
        return;
      }
    }
    throw new AssertionError(watch + " was reported and is not dirty");
  }

  void closeAndReopen() {
    real.close();
    for (Twin t : twins) {
      if (t.real.isClean() || !t.real.isRemoved()) {
        throw new AssertionError(t.real + " outlives its registry");
      }
    }
    assertThat(real.size()).isZero();
    twins.clear();
    dirty.clear();
    real = space.real.newRegistry("property, again");
    generation = 0;
    hit = false;
  }

  /** Compares everything, after each operation. */
  void check() {
    long now = real.generation();
    if (now > generation != hit || now < generation) {
      throw new AssertionError("generation " + generation + " became " + now + (hit ? " though something was hit" : " though nothing was hit"));
    }
    generation = now;
    hit = false;
    int in = 0;
    for (Twin t : twins) {
      if (t.real.isClean() != (t.status == Status.ARMED) || t.real.isRemoved() != (t.status == Status.REMOVED)) {
        throw new AssertionError(t.real + " is clean: " + t.real.isClean() + ", removed: " + t.real.isRemoved() + "; it should be " + t.status);
      }
      if (t.real.hits() != t.hits) {
        throw new AssertionError(t.real + " should have " + t.hits + " hits; contained: " + t.contained + ", may be a file: " + t.mayBeFile + ", in " + space.around(t.from, t.to));
      }
      if (t.status != Status.REMOVED) {
        in++;
        if (t.real.isContained() != t.contained) {
          throw new AssertionError(t.real + " is contained: " + t.real.isContained());
        }
      }
    }
    if (real.size() != in) {
      throw new AssertionError(real.size() + " watches are counted, " + in + " are in");
    }
  }
}
