package io.pindown.lincheck;

import java.util.ArrayList;
import java.util.List;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;

/**
 * The operations of {@link RegistryOperations} on the smallest registry that there can be, under one lock. It keeps the specification;
 * its twins, each with one known fault, do not, and must be found out.
 */
@Param(name = "watch", gen = IntGen.class, conf = "0:2")
@Param(name = "room", gen = IntGen.class, conf = "1:2")
public class SmallRegistry {
  private enum Status {
    ABSENT,
    ARMED,
    DIRTY,
    REPORTED,
    REMOVED
  }

  private final Status[] watches = {Status.ARMED, Status.ARMED, Status.ABSENT};
  final List<Integer> dirty = new ArrayList<>();
  long generation;
  long drained;
  private int windows;
  private boolean closed;

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("closed");
    }
  }

  @Operation(runOnce = true)
  public synchronized void watch() {
    requireOpen();
    watches[2] = Status.ARMED;
  }

  @Operation(params = "watch")
  public synchronized int isClean(int watch) {
    return watches[watch] == Status.ABSENT ? RegistrySpecification.NO_WATCH : watches[watch] == Status.ARMED ? 1 : 0;
  }

  @Operation(params = "watch")
  public synchronized int unwatch(int watch) {
    if (watches[watch] == Status.ABSENT) {
      return RegistrySpecification.NO_WATCH;
    }
    boolean was = watches[watch] != Status.REMOVED;
    watches[watch] = Status.REMOVED;
    dirty.remove((Integer) watch);
    return was ? 1 : 0;
  }

  @Operation(params = "watch")
  public synchronized int rearm(int watch) {
    if (watches[watch] == Status.ABSENT) {
      return RegistrySpecification.NO_WATCH;
    }
    requireOpen();
    if (watches[watch] == Status.REMOVED) {
      throw new IllegalStateException("removed");
    }
    if (watches[watch] == Status.REPORTED) {
      watches[watch] = Status.ARMED;
    }
    return watches[watch] == Status.ARMED ? 1 : 0;
  }

  @Operation(params = "room")
  public synchronized int drain(int room) {
    requireOpen();
    int digits = report(dirtyUpTo(room));
    if (dirty.isEmpty()) {
      drained = generation;
    }
    return digits;
  }

  final synchronized List<Integer> dirtyUpTo(int room) {
    requireOpen();
    return List.copyOf(dirty.subList(0, Math.min(room, dirty.size())));
  }

  /** Everything up to that generation has been reported if nothing is left. */
  final synchronized void settle(long upTo) {
    if (dirty.isEmpty()) {
      drained = Math.max(drained, upTo);
    }
  }

  /** The watches that are in, as bits. */
  final synchronized int in() {
    int in = 0;
    for (int watch = 0; watch < watches.length; watch++) {
      in |= watches[watch] != Status.ABSENT && watches[watch] != Status.REMOVED ? 1 << watch : 0;
    }
    return in;
  }

  final synchronized int report(List<Integer> watches) {
    int digits = 0;
    for (int watch : watches) {
      this.watches[watch] = Status.REPORTED;
      dirty.remove((Integer) watch);
      digits = digits * 10 + watch + 1;
    }
    return digits;
  }

  @Operation
  public synchronized long generation() {
    return generation;
  }

  @Operation
  public synchronized boolean isQuiet() {
    return generation == drained;
  }

  @Operation
  public void block() {
    hit(RegistryOperations.hitBy("block"));
  }

  @Operation
  public void mapping() {
    hit(RegistryOperations.hitBy("mapping"));
  }

  @Operation
  public void change() {
    window(1);
    hit(RegistryOperations.hitBy("change"));
    hit(RegistryOperations.hitBy("change"));
    window(-1);
  }

  private synchronized void window(int more) {
    windows += more;
  }

  @Operation
  public synchronized boolean changing() {
    return windows > 0;
  }

  synchronized void hit(int range) {
    if (mark(range)) {
      generation++;
    }
  }

  /** Returns whether anything was hit. */
  final synchronized boolean mark(int range) {
    for (int watch = 0; watch < watches.length; watch++) {
      if ((range & 1 << watch) != 0 && watches[watch] == Status.ARMED) {
        watches[watch] = Status.DIRTY;
        dirty.add(watch);
      }
    }
    return (in() & range) != 0;
  }

  @Operation(runOnce = true)
  public synchronized void close() {
    closed = true;
    for (int watch = 0; watch < watches.length; watch++) {
      unwatch(watch);
    }
    dirty.clear();
  }

  /** Its drain reads what is dirty, and clears that later. */
  public static final class ReadsThenClears extends SmallRegistry {
    @Override
    public int drain(int room) {
      List<Integer> read = dirtyUpTo(room);
      int digits = report(read);
      settle(generation());
      return digits;
    }
  }

  /** Its drain remembers the generation that it finds at its end, not the one at its begin. */
  public static final class RemembersLater extends SmallRegistry {
    @Override
    public int drain(int room) {
      int digits;
      boolean all;
      synchronized (this) {
        digits = report(dirtyUpTo(room));
        all = dirty.isEmpty();
      }
      if (all) {
        synchronized (this) {
          drained = generation;
        }
      }
      return digits;
    }
  }

  /** Its events move the generation before the marks that it stands for. */
  public static final class MovesFirst extends SmallRegistry {
    @Override
    void hit(int range) {
      synchronized (this) {
        if ((in() & range) == 0) {
          return;
        }
        generation++;
      }
      mark(range);
    }
  }
}
