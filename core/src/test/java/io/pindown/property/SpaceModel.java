package io.pindown.property;

import io.pindown.registry.AddressSpace;
import io.pindown.registry.EventKind;
import java.util.ArrayList;
import java.util.List;

/**
 * An address space that looks at everything: every container and every change in progress is in a list. Each event goes to the real one,
 * too, and what it is to hit to the listener.
 *
 * <p>It has no answer where containers overlap, so whoever uses it keeps new ones to what {@link #isFree} allows.
 */
final class SpaceModel {
  static final long PAGE = 4096;
  static final long TRACKED = AddressSpace.TRACKED;
  static final long TOP = Long.MAX_VALUE;
  /** The longest container that is made here; the space may know longer ones. */
  static final long LARGEST = 1L << 46;
  /** Longer than any container can be. */
  static final long TOO_LARGE = 1L << 57;

  /** Which of the watches in a range an event hits. */
  enum Which {
    ALL,
    UNCONTAINED,
    FILES
  }

  /** Is told of the watches that an event hits, all those in {@code [from, to)} of a kind. */
  interface Listener {
    void hit(long from, long to, Which which);
  }

  /** A container. */
  record Container(long base, long size, boolean mapping) {
    long end() {
      return base + size;
    }

    boolean contains(long from, long to) {
      return base <= from && to <= end();
    }
  }

  /** A change in progress, of {@code [from, to)}; begun with {@code start} and {@code argument}, a length or a new size. */
  record Window(Kind kind, long from, long to, long start, long argument, Container container) {
    enum Kind {
      CHANGE,
      /** Of a container that it has taken out; null if none was known. */
      REALLOCATION,
      TRUNCATION
    }
  }

  final AddressSpace real = AddressSpace.detached();
  final List<Container> containers = new ArrayList<>();
  final List<Window> windows = new ArrayList<>();
  private final long[] counts = new long[EventKind.values().length];
  private final Listener listener;
  private long dropped;
  private EventKind last;
  private final long[] lastArguments = new long[2];

  SpaceModel(Listener listener) {
    this.listener = listener;
  }

  // ---- what is ----

  /** The container around a range, or null. */
  Container around(long from, long to) {
    for (Container c : containers) {
      if (c.contains(from, to)) {
        return c;
      }
    }
    return null;
  }

  Container at(long base) {
    for (Container c : containers) {
      if (c.base == base) {
        return c;
      }
    }
    return null;
  }

  /** Whether no container but {@code butFor} overlaps a range. */
  boolean isFree(long from, long to, Container butFor) {
    for (Container c : containers) {
      if (c != butFor && c.base < to && from < c.end()) {
        return false;
      }
    }
    return true;
  }

  boolean isChanging(long from, long to) {
    Container c = around(from, to);
    boolean mayBeFile = c == null || c.mapping;
    for (Window w : windows) {
      if (w.from < to && from < w.to && (mayBeFile || w.kind != Window.Kind.TRUNCATION)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a change in progress begins there: one thread has no two of them. */
  boolean windowAt(long from) {
    for (Window w : windows) {
      if (w.from == from) {
        return true;
      }
    }
    return false;
  }

  long counted(EventKind kind) {
    return counts[kind.ordinal()];
  }

  /** Containers that are too large to be. */
  long dropped() {
    return dropped;
  }

  // ---- events ----

  private void count(EventKind kind) {
    counts[kind.ordinal()]++;
  }

  private void tell(EventKind kind, long first, long second) {
    last = kind;
    lastArguments[0] = first;
    lastArguments[1] = second;
  }

  /** The last event, for messages. */
  String last() {
    return last + "(0x" + Long.toHexString(lastArguments[0]) + ", 0x" + Long.toHexString(lastArguments[1]) + ")";
  }

  static long pageDown(long address) {
    return address & -PAGE;
  }

  /** The end of the last page; the top, for what passes it, as an unsigned length can. */
  static long pageEnd(long start, long length) {
    long end = start + length;
    return length < 0 || end < 0 || end > TOP - PAGE ? TOP : end + PAGE - 1 & -PAGE;
  }

  void allocated(long base, long size) {
    tell(EventKind.ALLOCATED, base, size);
    real.allocated(base, size);
    if (base > 0 && size >= TRACKED) {
      count(EventKind.ALLOCATED);
      begun(base, base + size, false);
    }
  }

  private void begun(long base, long end, boolean mapping) {
    if (end < 0 || end - base > LARGEST) {
      listener.hit(base, TOP, Which.ALL);
      return;
    }
    Container larger = mapping ? around(base, end) : null;
    if (larger != null && larger.mapping) {
      listener.hit(base, end, Which.ALL);
      return;
    }
    Container missed = at(base);
    containers.remove(missed);
    listener.hit(base, missed == null ? end : Math.max(end, missed.end()), Which.ALL);
    containers.add(new Container(base, end - base, mapping));
  }

  void freed(long base) {
    tell(EventKind.FREED, base, 0);
    real.freed(base);
    Container known = base <= 0 ? null : at(base);
    if (known != null) {
      count(EventKind.FREED);
      containers.remove(known);
      listener.hit(base, known.end(), Which.ALL);
    } else if (base > 0) {
      listener.hit(base, upTo(base, TRACKED), Which.UNCONTAINED);
    }
  }

  /** A range that passes the top ends there. */
  static long upTo(long base, long size) {
    return base >= 0 && base + size < 0 ? TOP : base + size;
  }

  void reallocationBegin(long base, long newSize) {
    tell(EventKind.REALLOCATION_BEGIN, base, newSize);
    real.reallocationBegin(base, newSize);
    count(EventKind.REALLOCATION_BEGIN);
    Container known = at(base);
    containers.remove(known);
    long end = known == null ? upTo(base, TRACKED) : known.end();
    windows.add(new Window(Window.Kind.REALLOCATION, base, end, base, newSize, known));
    listener.hit(base, end, known == null ? Which.UNCONTAINED : Which.ALL);
  }

  void reallocationEnd(Window window, long newBase) {
    tell(EventKind.REALLOCATION_END, window.start, newBase);
    real.reallocationEnd(window.start, newBase);
    count(EventKind.REALLOCATION_END);
    windows.remove(window);
    if (newBase == 0) {
      if (window.container != null) {
        containers.add(window.container);
      }
      return;
    }
    boolean moved = newBase != window.from;
    boolean tooLarge = window.argument > LARGEST;
    long left = moved ? window.from : tooLarge ? window.to : Math.min(window.to, window.from + window.argument);
    if (left < window.to) {
      listener.hit(left, window.to, Which.UNCONTAINED);
    }
    if (moved) {
      if (window.argument >= TRACKED) {
        begun(newBase, newBase + window.argument, false);
      }
    } else {
      boolean small = window.container == null && window.argument < TRACKED;
      listener.hit(newBase, tooLarge ? TOP : newBase + window.argument, small ? Which.UNCONTAINED : Which.ALL);
      if (window.argument > LARGEST) {
        dropped++;
      } else if (window.argument >= TRACKED) {
        containers.add(new Container(newBase, window.argument, false));
      }
    }
  }

  void mapped(long base, long length) {
    tell(EventKind.MAPPED, base, length);
    real.mapped(base, length);
    if (base > 0 && length > 0) {
      count(EventKind.MAPPED);
      begun(base, pageEnd(base, length), true);
    }
  }

  void unmapped(long base, long length) {
    tell(EventKind.UNMAPPED, base, length);
    real.unmapped(base, length);
    if (base < 0 || length == 0) {
      return;
    }
    count(EventKind.UNMAPPED);
    long from = pageDown(base);
    long to = pageEnd(base, length);
    for (int i = containers.size() - 1; i >= 0; i--) {
      Container c = containers.get(i);
      if (c.base < to && from < c.end()) {
        containers.remove(i);
        if (c.base < from) {
          containers.add(new Container(c.base, from - c.base, c.mapping));
        }
        if (to < c.end()) {
          containers.add(new Container(to, c.end() - to, c.mapping));
        }
      }
    }
    listener.hit(from, to, Which.ALL);
  }

  void changeBegin(long start, long length) {
    tell(EventKind.CHANGE_BEGIN, start, length);
    real.changeBegin(start, length);
    count(EventKind.CHANGE_BEGIN);
    Window window = new Window(Window.Kind.CHANGE, pageDown(start), pageEnd(start, length), start, length, null);
    windows.add(window);
    listener.hit(window.from, window.to, Which.ALL);
  }

  void changeEnd(Window window) {
    tell(EventKind.CHANGE_END, window.start, window.argument);
    real.changeEnd(window.start, window.argument);
    count(EventKind.CHANGE_END);
    windows.remove(window);
    listener.hit(window.from, window.to, Which.ALL);
  }

  void truncationBegin() {
    tell(EventKind.TRUNCATION_BEGIN, 0, 0);
    real.truncationBegin();
    count(EventKind.TRUNCATION_BEGIN);
    windows.add(new Window(Window.Kind.TRUNCATION, 0, TOP, 0, 0, null));
    listener.hit(0, TOP, Which.FILES);
  }

  void truncationEnd(Window window) {
    tell(EventKind.TRUNCATION_END, 0, 0);
    real.truncationEnd();
    count(EventKind.TRUNCATION_END);
    windows.remove(window);
    listener.hit(0, TOP, Which.FILES);
  }

  void arenaClosed() {
    real.arenaClosed();
    count(EventKind.ARENA_CLOSED);
  }

  void invalidateEverything() {
    real.invalidateEverything();
    listener.hit(0, TOP, Which.ALL);
  }

  void declare(long base, long size) {
    real.declare(base, size);
    Container ended = at(base);
    if (ended != null) {
      containers.remove(ended);
      listener.hit(base, Math.max(base + size, ended.end()), Which.ALL);
    }
    containers.add(new Container(base, size, false));
  }

  void undeclare(long base) {
    real.undeclare(base);
    Container known = at(base);
    count(EventKind.FREED);
    containers.remove(known);
    listener.hit(base, known.end(), Which.ALL);
  }
}
