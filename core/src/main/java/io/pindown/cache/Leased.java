package io.pindown.cache;

import io.pindown.registry.Watch;
import io.pindown.registry.WatchRegistry;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A watch that can be leased as long as it is clean, and that is closed, once, when it has been retired and no lease is out.
 *
 * <p>The leases are counted in one word, until threads get in each other's way there; then in stripes ({@link LeaseStripes}), which
 * retiring collapses into the one word again. That is the way of Linux's percpu_ref (Overstreet 2013): a count that is distributed as
 * long as nobody needs to know when it reaches 0.
 *
 * <pre>
 * field       written by                        access             publishes
 * leases      acquire, release                  CAS                a lease more, or less, while there are no stripes
 *             open, retire, install, collapse   getAndAdd          the first lease; a bias while stripes collapse; their sum
 *             whoever finds it at 0, retired    CAS to closed      who closes: one of several; how often it was leased
 * stripes     acquire, release, once            CAS from null      that leases are counted there, too
 * retired     retire                            volatile           that no lease is to be had, and that 0 has to be closed
 * contention  acquire, release                  plain              nothing; a hint
 * </pre>
 *
 * <p>Lease against event: a lease is counted and then looks whether the watch is clean; an event marks the watch before the memory goes,
 * so a lease that was taken after that is given back. Release against retire: a release lowers the count and then reads
 * {@code retired}; retiring writes {@code retired} and then tries to close from 0; one of the two closes. Stripes against retire: who
 * installs stripes reads {@code retired} afterwards, retiring reads {@code stripes} after it wrote {@code retired}; one of the two
 * collapses them. See docs/memory-ordering.md, 3.
 */
abstract class Leased extends Watch {
  private static final int WORTH_STRIPES = 8;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final long LOOK_AGAIN_NANOS = 20_000;
  /** How many ticks are told apart. */
  private static final int TICKS = 8;
  private static final VarHandle LEASES;
  private static final VarHandle STRIPES;

  static {
    try {
      LEASES = MethodHandles.lookup().findVarHandle(Leased.class, "leases", long.class);
      STRIPES = MethodHandles.lookup().findVarHandle(Leased.class, "stripes", LeaseStripes.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile long leases = LeaseWord.CLOSED;
  private volatile LeaseStripes stripes;
  private volatile boolean retired;
  private byte contention;

  Leased(WatchRegistry registry, long start, long length) {
    super(registry, start, length);
  }

  /** Called once, by the thread that has closed it. How often it was leased can still be asked. */
  abstract void closed();

  /** Hears of leases taken that are counted here no longer. */
  abstract void collect(long taken);

  /** Moves a few times a second, while the cache is used. */
  abstract int tick();

  /** Stripes, or null if there are enough of them in use. */
  abstract LeaseStripes newStripes();

  /** Stripes that {@link #newStripes} has made are not used, or not any more; may be told twice of the same. */
  abstract void giveUp(LeaseStripes s);

  /** Counts a first lease, of the maker's, and lets others take theirs. Commutes with {@link #retire}. */
  final void open() {
    LEASES.getAndAdd(this, 1 - LeaseWord.CLOSED);
  }

  /** Takes a lease unless the memory has changed or the registration is on its way out. */
  final boolean tryLease() {
    if (!isUntouched() || retired) {
      return false; // without touching the count, which whoever retires it may take for a use of changed memory
    }
    LeaseStripes s = stripes;
    if (s != null) {
      return leaseStriped(s);
    }
    long word = leases;
    while (!LeaseWord.counts(word) || !LEASES.compareAndSet(this, word, word + LeaseWord.TAKE)) {
      if (LeaseWord.isClosed(word)) {
        return false;
      }
      settle(word);
      word = leases;
    }
    if (isUntouched() && !retired) {
      return true;
    }
    untake();
    return false;
  }

  /** The CAS failed: because of another thread, or since the word was too high. */
  private void settle(long word) {
    if (LeaseWord.counts(word)) {
      contended();
    } else {
      collectWord(word);
    }
  }

  private void collectWord(long word) {
    if (LEASES.compareAndSet(this, word, LeaseWord.collected(word))) {
      collect(LeaseWord.taken(word));
    }
  }

  private boolean leaseStriped(LeaseStripes s) {
    int own = s.own();
    long before = s.getAndAdd(own, LeaseWord.TAKE);
    if (!LeaseWord.counts(before)) {
      if (LeaseWord.isClosed(before)) {
        return false; // collapsed: what is added there counts nothing
      }
      collectStripe(s, own);
    }
    if (isUntouched() && !retired) {
      return true;
    }
    untake();
    return false;
  }

  private void collectStripe(LeaseStripes s, int stripe) {
    long word = s.get(stripe);
    if (!LeaseWord.isClosed(word) && s.cas(stripe, word, LeaseWord.collected(word))) {
      collect(LeaseWord.taken(word));
    }
  }

  private void giveBack(LeaseStripes s, int stripe, long delta) {
    if (LeaseWord.isClosed(s.getAndAdd(stripe, delta))) {
      add(delta); // it was collapsed, and the lease with it
    }
  }

  /** Undoes {@link #tryLease}: the lease was not given to anyone, and was no hit. */
  final void untake() {
    LeaseStripes s = stripes;
    if (s != null) {
      giveBack(s, s.own(), -LeaseWord.TAKE);
    } else {
      add(-LeaseWord.TAKE);
    }
  }

  /** Gives a lease back; false, and nothing done, if it can be told that none is out. */
  final boolean lower() {
    LeaseStripes s = stripes;
    if (s != null) {
      giveBack(s, s.own(), LeaseWord.RELEASE);
      return true;
    }
    long word = leases;
    while (LeaseWord.out(word) > 0) {
      if (LEASES.compareAndSet(this, word, word + LeaseWord.RELEASE)) {
        if (LeaseWord.out(word) == 1 && retired) {
          closeIfIdle();
        }
        return true;
      }
      contended();
      if (stripes != null) {
        return lower();
      }
      word = leases;
    }
    return stripes != null && lower(); // leases that are out may be counted in stripes that came meanwhile
  }

  private void add(long delta) {
    LEASES.getAndAdd(this, delta);
    if (retired) {
      closeIfIdle();
    }
  }

  /** Threads have met here; after some meetings between two ticks the leases are counted in stripes. */
  final void contended() {
    if (stripes != null || retired) {
      return;
    }
    int tick = (tick() & TICKS - 1) * WORTH_STRIPES;
    int meetings = (contention & -WORTH_STRIPES) == tick ? (contention & WORTH_STRIPES - 1) + 1 : 1;
    contention = (byte) (tick | meetings & WORTH_STRIPES - 1);
    if (meetings == WORTH_STRIPES) {
      install(newStripes());
    }
  }

  private void install(LeaseStripes s) {
    if (s == null) {
      return;
    }
    if (!STRIPES.compareAndSet(this, null, s)) {
      giveUp(s);
    } else if (retired) {
      // a bias of this thread's own: while it moves a count, retire() may find that stripe collapsed and be done
      LEASES.getAndAdd(this, LeaseWord.BIAS);
      collapse(s);
      LEASES.getAndAdd(this, -LeaseWord.BIAS);
      closeIfIdle();
      giveUp(s);
    }
  }

  /** Ends the being found; it is closed now or after the last release. Called once. Returns the number of leases. */
  final long retire() {
    LEASES.getAndAdd(this, LeaseWord.BIAS); // no release closes before the stripes are in
    retired = true;
    LeaseStripes s = stripes;
    if (s != null) {
      collapse(s);
    }
    long out = LeaseWord.leases((long) LEASES.getAndAdd(this, -LeaseWord.BIAS));
    closeIfIdle();
    return Math.max(0, out);
  }

  private void collapse(LeaseStripes s) {
    for (int i = 0; i < s.count(); i++) {
      long word = s.getAndSet(i, LeaseWord.CLOSED);
      if (!LeaseWord.isClosed(word)) {
        LEASES.getAndAdd(this, word);
      }
    }
  }

  private void closeIfIdle() {
    for (long word = leases; !LeaseWord.isClosed(word) && LeaseWord.out(word) <= 0; word = leases) {
      if (!LeaseWord.mayClose(word)) {
        collectWord(word);
      } else if (LEASES.compareAndSet(this, word, LeaseWord.closed(word))) {
        closed();
        return;
      }
    }
  }

  final boolean isRetired() {
    return retired;
  }

  /** The stripes in which leases are counted, or null. */
  final LeaseStripes stripes() {
    return stripes;
  }

  /**
   * Leases that are out; of a striped one about that many, as long as threads take and release them, and none if no thread does: while
   * counts are on their way from the stripes to the word, this waits, for two seconds at most, should their thread not be run.
   */
  final long leases() {
    return counted(false);
  }

  /** Leases taken so far that were not collected, also after it was closed; waits as {@link #leases} does. */
  final long taken() {
    return counted(true);
  }

  private long counted(boolean taken) {
    long since = 0;
    while (true) {
      LeaseStripes s = stripes;
      boolean over = s != null && s.isCollapsed();
      long word = leases;
      long sum = sumOfStripes(s, taken);
      long count = Math.max(0, (taken ? LeaseWord.takenAtLast(word) : LeaseWord.leases(word)) + sum);
      // none was emptied while they were added up; or all were, and who did that has taken its bias back
      if (s == null || !s.isCollapsing() || over && !LeaseWord.isBiased(word)) {
        return count;
      }
      long now = System.nanoTime();
      since = since == 0 ? now : since;
      if (now - since > PATIENCE_NANOS) { // by the clock: an interrupted thread does not park
        return count;
      }
      LockSupport.parkNanos(LOOK_AGAIN_NANOS); // not a spin: who moves them may not be running
    }
  }

  private static long sumOfStripes(LeaseStripes s, boolean taken) {
    long sum = 0;
    for (int i = 0; s != null && i < s.count(); i++) {
      sum += taken ? LeaseWord.taken(s.get(i)) : LeaseWord.out(s.get(i));
    }
    return sum;
  }

  /** Whether it is open and no lease is out, or seems to be. */
  public final boolean isIdle() {
    return !LeaseWord.isClosed(leases) && leases() == 0;
  }
}
