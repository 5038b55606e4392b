package io.pindown.registry;

/**
 * An address space's second source of events, the kernel, where there is one: who reads it, what hooks tell it, and which watches ask it for more.
 *
 * <pre>
 * field      written by                   access     publishes
 * events     whoever adds or removes it   volatile   what each hit and each armed watch asks besides; read on every hit
 * backstop   who adds it, once, locked    volatile   what hooks announce to; before it is asked by hits
 * keepers    caches, to true              volatile   that watches hit by a free alone may be armed again; before the first of them is
 * </pre>
 */
final class KernelSide {
  private static final long PAGE = 4096;

  private final Containers containers;
  private final WatchIndex watches;
  private volatile KernelEvents events; // null mostly
  private volatile KernelBackstop backstop; // null unless there is one
  private volatile boolean keepers;

  KernelSide(Containers containers, WatchIndex watches) {
    this.containers = containers;
    this.watches = watches;
  }

  // ---- called by events ----

  boolean isBackstop() {
    return backstop != null;
  }

  /** Before a range ends or changes. */
  void announce(int kind, long start, long end) {
    KernelBackstop beside = backstop;
    if (beside != null) {
      beside.ending(kind, start, end);
    }
  }

  void changedAt(long start, long end) {
    KernelBackstop beside = backstop;
    if (beside != null) {
      beside.changed(start, end);
    }
  }

  void begunAt(long start, long end) {
    KernelBackstop beside = backstop;
    if (beside != null) {
      beside.begun(start, end);
    }
  }

  // ---- called by who hits, watches, and settles ----

  boolean settled() {
    KernelEvents from = events;
    return from == null || from.settled();
  }

  void settle() {
    KernelEvents from = events;
    if (from != null && !from.settled()) {
      from.settle();
    }
  }

  /** After a watch is armed: a change before this is one before what is done next, such as pinning. */
  void ask(Watch watch) {
    KernelEvents from = events;
    long base = from != null && watch.isContained() ? containers.around(watch.start(), watch.end()) : 0;
    if (base != 0) {
      // the whole container: each part of it would make more mappings of one
      long end = base + Math.max(1, Containers.size(containers.get(base)));
      if (keepers) {
        watches.askedAnew(base & -PAGE, end + PAGE - 1 & -PAGE);
      }
      from.watch(base, end);
    }
  }

  synchronized void backstop(KernelSource source, KernelFindings findings) {
    if (backstop != null) {
      throw new IllegalStateException("the kernel's events come in already");
    }
    backstop = new KernelBackstop(source, findings, containers, watches);
    events = backstop;
  }

  void listenTo(KernelEvents from) {
    events = from;
  }

  KernelEvents events() {
    return events;
  }

  void keepFreed() {
    keepers = true;
  }

  KernelStatistics statistics() {
    KernelBackstop last = backstop;
    return last == null ? null : last.statistics();
  }
}
