package io.pindown.registry;

import io.pindown.index.Granules;
import io.pindown.index.RangeIndex;
import java.util.ArrayList;
import java.util.List;

/** The watches of all registries of an address space, and what an event does to them. */
final class WatchIndex extends RangeIndex<Watch> {
  /** Every watch that overlaps. */
  static final long ANY = 0;
  /** Only watches that no known container holds. */
  static final long UNCONTAINED = 1;
  /** Only watches on memory that may map a file. */
  static final long FILES = 2;
  /** Every watch that overlaps, by the free of a block: what the allocator does with the memory is not said by that. */
  static final long FREED = 3;
  /** Every watch that overlaps, by a block that begins: that it is there is no change, to a watch that has been hit by the end of the last. */
  static final long BEGUN = 4;
  /** Every watch that overlaps: the kernel is asked anew to tell of its pages. No hit. */
  private static final long ASKED_ANEW = 5;
  /** Every watch that overlaps, by what the kernel tells after something else may be there, or since what has happened before is not known. */
  static final long LATE = 6;

  private static final int IMPROBABLE = 0x9E3779B9;

  /** {@link #hit} of every watch that overlaps, if there are any at all. */
  void hitAny(long from, long to) {
    hitAny(from, to, ANY);
  }

  /** {@link #hit}, if there are any at all. */
  void hitAny(long from, long to, long which) {
    if (size() != 0) {
      hit(from, to, which);
    }
  }

  /** Marks the watches of that kind that overlap {@code [from, to)} and moves the generations of their registries. */
  void hit(long from, long to, long which) {
    settle(sweep(from, to, which, null));
  }

  /** {@link #hit} for a range in which all watches are as long as itself, more or less: of its own level. */
  void hitWhole(long from, long to, long which) {
    if (preload(from, to) == IMPROBABLE) {
      Thread.onSpinWait(); // so that the loads are not taken for useless: the sweep waits for each line by itself, after a mark
    }
    settle(sweep(from, to, 1L << Granules.level(to - from), which, null));
  }

  /** Before the kernel is asked to tell of {@code [from, to)}: from then on it does not tell whether that was mapped anew before. */
  void askedAnew(long from, long to) {
    sweep(from, to, ASKED_ANEW, null);
  }

  /** {@link #hit} everywhere. */
  void hitAll(long which) {
    if (size() == 0) { // a volatile read after the event's fence: it pairs with the watch's being added
      return;
    }
    settle(sweepAll(0, Long.MAX_VALUE, which, null));
  }

  /** The watches of a registry: not on the way of an event. */
  List<Watch> of(WatchRegistry registry) {
    List<Watch> own = new ArrayList<>();
    forEach(
        watch -> {
          if (watch.registry() == registry) {
            own.add(watch);
          }
        });
    return own;
  }

  /** Marks a watch; what is carried is the registry that has been announced to. */
  @Override
  protected Object visit(Watch watch, long which, Object announced) {
    if (which == UNCONTAINED && watch.isContained() || which == FILES && !watch.mayBeFile()) {
      return announced;
    }
    if (which == ASKED_ANEW) {
      watch.mayBeOther();
      return announced;
    }
    WatchRegistry registry = watch.registry();
    boolean first = announced != registry;
    if (first) {
      registry.announce();
    }
    boolean hit = false;
    boolean over = false;
    try {
      hit = watch.mark(which);
      over = true;
    } finally {
      if (first && !hit) {
        registry.arrived(false);
      }
      if (!over) {
        settle(announced);
      }
    }
    if (!first || !hit) {
      return announced;
    }
    settle(announced);
    return registry;
  }

  /** The generation moves after the marks that it stands for, once for a run of watches of one registry. */
  private static void settle(Object announced) {
    if (announced != null) {
      ((WatchRegistry) announced).arrived(true);
    }
  }

  @Override
  protected void abandon(Object announced) {
    settle(announced);
  }

  /** A watch of that registry that contains a range and serves, or null. */
  Watch lookup(WatchRegistry registry, long from, long to, long argument) {
    return find(from, to, argument, registry);
  }

  @Override
  protected boolean accept(Watch watch, long argument, Object registry) {
    return watch.registry() == registry && watch.serves(argument);
  }
}
