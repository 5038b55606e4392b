package io.pindown.registry;

/**
 * Runs everything that an event can run, once, before hooks call it: the first run loads classes and links call sites, which must not
 * happen inside a free on the Reference Handler. In two parts, since a start should not pay for what many applications never do: what events run where nothing is
 * watched, before hooks deliver any, and what they run where something is, before there is a registry to watch with.
 */
final class WarmUp {
  private static final long BASE = 1L << 40;
  private static final long SIZE = 1L << 16;

  /** Guarded by the class. */
  private static boolean ran;

  /** Set once, by who holds the class. */
  private static volatile boolean ranWatched;

  private WarmUp() {}

  /**
   * Returns when what events run where nothing is watched has been run, by this thread or by another one.
   *
   * @throws IllegalStateException if not all of it could be run, near the end of the stack or of the heap, say; another time it may
   */
  static synchronized void once() {
    if (!ran) {
      AddressSpace space = AddressSpace.scarce();
      allocate(space);
      events(space);
      ran = true;
    }
  }

  /**
   * Returns when what events run where something is watched has been run, by this thread or by another one.
   *
   * @throws IllegalStateException as {@link #once}
   */
  static void watched() {
    if (!ranWatched) {
      watchedOnce();
    }
  }

  private static synchronized void watchedOnce() {
    if (!ranWatched) {
      runWatched(AddressSpace.scarce());
      ranWatched = true;
    }
  }

  /** Runs it in a space in which everything is scarce. */
  static void runWatched(AddressSpace space) {
    WatchRegistry registry = new WatchRegistry(space, "warm-up", null);
    allocate(space);
    for (int i = 0; i < 5; i++) { // more in one granule than hang there singly
      registry.watch(BASE, SIZE, i).isClean();
    }
    Watch inside = registry.watch(BASE, SIZE, 1);
    Watch outside = registry.watch(BASE - SIZE, SIZE, 2);
    Watch across = registry.watch(BASE + SIZE - 1, 2, 3);
    events(space);
    inside.isClean();
    outside.isClean();
    across.isClean();
    // no drain and no close: events do neither, and their lambdas would cost 15 ms
  }

  private static void allocate(AddressSpace space) {
    for (int i = 0; i < 16; i++) { // more than the tables hold: overflow and dropping, too
      space.allocated(BASE + i * SIZE, SIZE);
    }
    requireHandled(space); // before the first watch, which settles what was lost until then
  }

  /** An event throws nothing, it is lost; so what it has not run would be run by a hook for the first time. */
  private static void requireHandled(AddressSpace space) {
    if (!space.nothingLost()) {
      throw new IllegalStateException("an event could not be handled where nothing real happens: out of memory, or too near the end of the stack");
    }
  }

  /** After {@link #allocate}. */
  private static void events(AddressSpace space) {
    space.reallocationBegin(BASE, SIZE);
    space.isChanging(BASE, BASE + SIZE);
    space.reallocationEnd(BASE, BASE);
    space.reallocationBegin(BASE, SIZE);
    space.reallocationEnd(BASE, 0);
    space.reallocationBegin(BASE, SIZE);
    space.reallocationEnd(BASE, BASE + 32 * SIZE);
    for (int i = 0; i < 3; i++) {
      space.changeBegin(BASE, SIZE);
    }
    for (int i = 0; i < 3; i++) {
      space.changeEnd(BASE, SIZE);
    }
    space.changeEnd(BASE, SIZE);
    space.truncationBegin();
    space.truncationEnd();
    space.mapped(BASE + 64 * SIZE, 1);
    space.unmapped(BASE + 64 * SIZE, 1);
    space.unmapped(BASE + SIZE + 4096, 4096);
    space.unmapped(4096, Long.MAX_VALUE / 2);
    space.arenaClosed();
    for (int i = 0; i < 16; i++) {
      space.freed(BASE + i * SIZE);
    }
    for (int i = 0; i < 16; i++) { // places that others had
      space.allocated(BASE + (32 + i) * SIZE, SIZE);
      space.freed(BASE + (32 + i) * SIZE);
    }
    space.invalidateEverything();
    requireHandled(space);
  }
}
