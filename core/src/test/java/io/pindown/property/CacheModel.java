package io.pindown.property;

import io.pindown.cache.CacheOptions;
import io.pindown.cache.Lease;
import io.pindown.cache.OneUse;
import io.pindown.cache.OwnThread;
import io.pindown.cache.RegistrationCache;
import io.pindown.property.SpaceModel.Container;
import io.pindown.property.SpaceModel.Which;
import io.pindown.registrar.Access;
import io.pindown.registrar.RegistrarException;
import io.pindown.registrar.RegistrarException.Reason;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;

/**
 * A cache and a model of it that looks at every registration. Which ones are evicted it learns from the device, and asks whether that was
 * needed; everything else it knows before.
 */
final class CacheModel implements ObservedRegistrar.Observer {
  private static final long PAGE = SpaceModel.PAGE;
  private static final int TRIES = 3;

  /** One registration. */
  static final class Region {
    enum State {
      /** Being made; or found by those who look. */
      IN,
      /** Taken out, in use. */
      LEAVING,
      /** Taken out, to be deregistered. */
      WAITING,
      GONE
    }

    private final long from; // what it may be found by
    private final long to;
    private final long address; // what is registered
    private final long length;
    private final int access;
    private final boolean file;
    private State state = State.IN;
    private boolean cached = true;
    private boolean dirty;
    private boolean told; // that it is dirty, to the cache
    private boolean blamed;
    private int leases;

    private Region(long from, long to, long address, long length, int access, boolean file) {
      this.from = from;
      this.to = to;
      this.address = address;
      this.length = length;
      this.access = access;
      this.file = file;
    }

    long from() {
      return from;
    }

    boolean isIn() {
      return state == State.IN;
    }

    private boolean serves(long start, long end, int wanted) {
      return cached && state == State.IN && !dirty && from <= start && end <= to && Access.covers(access, wanted);
    }

    @Override
    public String toString() {
      return "[0x" + Long.toHexString(from) + ", 0x" + Long.toHexString(to) + ") " + state + (dirty ? ", dirty" : "") + ", " + leases + " leases";
    }
  }

  /** A call of the device in the acquire that is going on: what it would have to be if it is to be kept. */
  private record Call(Region region, Container container, boolean changing, boolean mayBeKept, Reason refused) {}

  /** One that waits for others to be gone. */
  private static final class Waiter {
    final Set<Region> left = new HashSet<>();
    int called;
  }

  final CacheFigures figures = new CacheFigures();
  final List<Lease<Region>> leases = new ArrayList<>();
  final RegistrationCache<Region> cache;
  private final CacheOptions options;
  private final SpaceModel space;
  private final LongConsumer meanwhile;
  private final Dice dice;
  private final List<Region> regions = new ArrayList<>();
  private final FrontModel front = new FrontModel();
  private final List<Waiter> waiters = new ArrayList<>();
  private final List<Call> calls = new ArrayList<>();
  /** What the cache is to deregister in the call that is going on, and what it has deregistered besides. */
  private final Set<Region> due = new HashSet<>();
  private final List<Region> others = new ArrayList<>();
  private int wanted;
  private long start;
  private long end;
  private boolean closed;

  /**
   * @param meanwhile runs now and then while the device registers, with the address that was asked for
   */
  CacheModel(SpaceModel space, CacheOptions options, Dice dice, LongConsumer meanwhile) {
    this.space = space;
    this.options = options;
    this.dice = dice;
    this.meanwhile = meanwhile;
    cache = RegistrationCache.of(new ObservedRegistrar(this), options, space.real);
    OwnThread.prevent(cache);
  }

  // ---- events ----

  /** An event hits what is in a range. */
  void hit(long from, long to, Which which) {
    for (Region r : regions) {
      hit(r, from, to, which);
    }
    for (Call c : calls) {
      if (c.region != null) {
        hit(c.region, from, to, which);
      }
    }
  }

  private static void hit(Region r, long from, long to, Which which) {
    boolean concerned = which == Which.ALL || which == Which.FILES && r.file; // a registration lies in a container
    if (r.cached && r.state != Region.State.GONE && r.from < to && from < r.to && concerned) {
      r.dirty = true;
      r.told = false;
    }
  }

  // ---- what the cache does ----

  /** Drains what is dirty. */
  private void reap() {
    for (Region r : regions) {
      if (r.dirty && !r.told && r.cached && r.state != Region.State.GONE) {
        r.told = true;
        blame(r);
        if (r.state == Region.State.IN) {
          figures.invalidations++;
          takeOut(r);
        }
      }
    }
  }

  private void blame(Region r) {
    if (r.leases > 0 && !r.blamed) {
      r.blamed = true;
      figures.inUseInvalidations++;
    }
  }

  private void takeOut(Region r) {
    figures.live--;
    r.state = Region.State.LEAVING;
    departIfIdle(r);
  }

  private void departIfIdle(Region r) {
    if (r.state == Region.State.LEAVING && r.leases == 0) {
      r.state = Region.State.WAITING;
      figures.waiting++;
      figures.highWater = Math.max(figures.highWater, figures.waiting);
      if (figures.waiting > options.maxDeferred() || closed) {
        clear();
      }
    }
  }

  /** All that waits is deregistered. */
  private void clear() {
    for (Region r : regions) {
      if (r.state == Region.State.WAITING) {
        gone(r);
      }
    }
    figures.waiting = 0;
  }

  private void gone(Region r) {
    r.state = Region.State.GONE;
    due.add(r);
    for (Waiter w : waiters) {
      w.left.remove(r);
    }
  }

  // ---- operations ----

  /** Acquires a range; what comes of it must be what the model says. */
  void acquire(long address, long length, int access) {
    start = address;
    end = address + length;
    wanted = access;
    Region recent = front.at(address).filter(r -> r.serves(start, end, access)).findFirst().orElse(null);
    boolean hit = recent != null || regions.stream().anyMatch(r -> r.serves(start, end, access));
    if (!hit) {
      figures.misses++;
      reap();
      clear();
    }
    Lease<Region> lease;
    try {
      lease = cache.acquire(address, length, access);
    } catch (RegistrarException e) {
      require(!hit && !calls.isEmpty() && calls.get(calls.size() - 1).refused == e.reason(), "an exception that the device has not thrown", e);
      settle(null);
      return;
    }
    Region r = lease.handle();
    r.leases++;
    if (hit) {
      require(calls.isEmpty(), "a hit registers", r);
      require(recent != null ? r == recent : r.serves(start, end, access), "a hit of the wrong registration", r);
      figures.frontHits += recent != null ? 1 : 0;
      figures.indexHits += recent != null ? 0 : 1;
    } else {
      r.leases--;
      settle(lease);
      r.leases++;
    }
    require(lease.isCached() == r.cached && lease.address() == r.address && lease.length() == r.length && lease.access() == r.access, "the lease", r);
    require(r.address <= start && end <= r.address + r.length && Access.covers(r.access, access), "covers what was asked for", r);
    require(lease.isValid() == !r.dirty, "is valid", r);
    if (r.cached && recent == null) {
      front.put(address, r);
    }
    leases.add(lease);
  }

  /** What the device was asked in a miss; {@code lease} is null if it came to nothing. */
  private void settle(Lease<Region> lease) {
    int made = 0;
    boolean pressed = false;
    Call kept = null;
    for (Call call : calls) {
      pressed |= call.refused == Reason.PRESSURE;
      if (call.region != null) {
        made++;
        if (lease != null && call.region == lease.handle()) {
          kept = call;
        } else {
          figures.withdrawn++;
          figures.highWater = Math.max(figures.highWater, 1);
          require(call.region.dirty && call.mayBeKept, "given up without a change, or not to be kept anyway", call);
          require(others.remove(call.region), "given up, and registered still", call);
        }
      }
    }
    require(kept != null || lease == null, "a lease on nothing that was registered now", lease);
    evicted(kept, pressed);
    if (kept != null) {
      keep(kept, lease, made, pressed);
    }
    calls.clear();
  }

  private void keep(Call kept, Lease<Region> lease, int made, boolean pressed) {
    OneUse reason = lease.whyNotCached();
    Region r = kept.region;
    r.cached = reason == null;
    if (reason == null) {
      require(kept.mayBeKept && !r.dirty, "kept though it must not be", kept);
      figures.live++;
    } else {
      figures.oneUse.merge(reason, 1L, Long::sum);
      r.dirty = false;
      require(r.address == SpaceModel.pageDown(start) && r.length == pages(start, end), "just what was asked for", r);
      boolean right =
          switch (reason) {
            case UNKNOWN_CONTAINER -> kept.container == null;
            case CHANGING -> kept.changing;
            case INVALIDATED -> made == TRIES + 1;
            case LIMIT -> limited(kept.container);
            case PRESSURE -> pressed;
            default -> false;
          };
      require(right, "for one use, " + reason, kept);
    }
    regions.add(r);
  }

  /** Whether nothing that is not in use is left that could make room. */
  private boolean limited(Container c) {
    long[] range = range(c, true);
    boolean idle = regions.stream().anyMatch(r -> r.cached && r.state == Region.State.IN && r.leases == 0);
    return pages(range[0], range[1]) > options.maxBytes() || !idle;
  }

  /** What was deregistered and had not been taken out before was evicted: only what was not in use, and no more than was needed. */
  private void evicted(Call kept, boolean pressed) {
    for (Region r : others) {
      require(r.cached && r.state == Region.State.IN && r.leases == 0, "evicted though in use, or not in", r);
      figures.live--;
      figures.evictions++;
      figures.highWater = Math.max(figures.highWater, 1);
      r.state = Region.State.GONE;
    }
    if (!others.isEmpty() && calls.size() == 1 && kept != null && kept.mayBeKept) {
      long in = regions.stream().filter(r -> r.cached && r.state == Region.State.IN).mapToLong(r -> r.length).sum();
      long largest = others.stream().mapToLong(r -> r.length).max().getAsLong();
      require(
          figures.live + 1 >= options.maxRegistrations() || in + largest + kept.region.length > options.maxBytes(),
          others.size() + " evicted, the last for nothing",
          kept);
    }
    others.clear();
  }

  /** Bytes of the whole pages of a range. */
  private static long pages(long from, long to) {
    return SpaceModel.pageEnd(to - 1, 1) - SpaceModel.pageDown(from);
  }

  private boolean widens(Container c) {
    return Access.isLocal(wanted) && c.size() <= options.widenLimit() && pages(c.base(), c.end()) <= options.maxBytes();
  }

  /** What is to be found by the registration that is made in a container. */
  private long[] range(Container c, boolean widen) {
    return widen && widens(c)
        ? new long[] {c.base(), c.end()}
        : new long[] {Math.max(c.base(), SpaceModel.pageDown(start)), Math.min(c.end(), SpaceModel.pageEnd(end - 1, 1))};
  }

  /** Returns whether others are out still. */
  boolean release(Lease<Region> lease) {
    Region r = lease.handle();
    leases.remove(lease);
    if (r.cached && r.dirty) {
      blame(r);
    }
    r.leases--;
    if (r.cached) {
      departIfIdle(r);
    } else {
      gone(r);
    }
    lease.release();
    return r.leases > 0;
  }

  /** A release too many is refused, and changes nothing. */
  void releaseAgain(Lease<Region> lease) {
    try {
      lease.release();
    } catch (IllegalStateException e) {
      return;
    }
    throw new AssertionError("a lease was released twice: " + lease);
  }

  void reapNow() {
    reap();
    clear();
    OwnThread.reap(cache);
  }

  void flush() {
    reap();
    for (Region r : regions) {
      if (r.cached && r.state == Region.State.IN && r.leases == 0) {
        figures.flushed++;
        takeOut(r);
      }
    }
    clear();
    cache.flush();
  }

  void invalidate(long address, long length) {
    Waiter waiter = new Waiter();
    waiters.add(waiter);
    reap();
    for (Region r : regions) {
      if (r.cached && r.state != Region.State.GONE && r.from < address + length && address < r.to) {
        waiter.left.add(r);
      }
    }
    for (Region r : regions) {
      if (r.state == Region.State.IN && waiter.left.contains(r)) {
        figures.flushed++;
        takeOut(r);
      }
    }
    clear();
    cache.invalidate(address, length, () -> waiter.called++);
  }

  /** Ends everything. */
  void close() {
    reap();
    for (Region r : regions) {
      if (r.cached && r.state == Region.State.IN) {
        figures.flushed++;
        takeOut(r);
      }
    }
    clear();
    closed = true;
    cache.close();
  }

  // ---- the device ----

  @Override
  public Reason registering(long address, long length, int access) {
    if (!dice.oneIn(40)) {
      return null;
    }
    Reason reason = dice.of(List.of(Reason.PRESSURE, Reason.PRESSURE, Reason.ADDRESS, Reason.OTHER));
    figures.failedRegistrations++;
    calls.add(new Call(null, null, false, false, reason));
    return reason;
  }

  @Override
  public Region registered(long address, long length, int access) {
    Container c = space.around(start, end);
    long[] wide = c == null ? new long[] {start, end} : range(c, true);
    long[] narrow = c == null ? wide : range(c, false);
    boolean isWide = isOf(wide, address, length);
    boolean isNarrow = isOf(narrow, address, length) && calls.stream().anyMatch(CacheModel::leavesLess);
    long[] found = isWide ? wide : narrow;
    boolean mayBeKept = c != null && (isWide || isNarrow) && !space.isChanging(found[0], found[1]);
    boolean changing = c != null && (space.isChanging(wide[0], wide[1]) || space.isChanging(narrow[0], narrow[1]));
    Region r = new Region(found[0], found[1], address, length, access, c != null && c.mapping());
    figures.registrations++;
    figures.pinnedBytes += length;
    calls.add(new Call(r, c, changing, mayBeKept, null));
    if (dice.oneIn(calls.size() == 1 ? 40 : 2)) { // to come to the last try, too
      meanwhile.accept(start);
    }
    return r;
  }

  private static boolean isOf(long[] range, long address, long length) {
    return address == SpaceModel.pageDown(range[0]) && length == pages(range[0], range[1]);
  }

  /** Whether a whole container was refused in a way that makes the cache register less of it. */
  private static boolean leavesLess(Call call) {
    return call.refused != null && call.refused != Reason.PRESSURE;
  }

  @Override
  public boolean deregistering(Region region) {
    boolean fails = dice.oneIn(200);
    figures.deregistrations += fails ? 0 : 1;
    figures.failedDeregistrations += fails ? 1 : 0;
    figures.pinnedBytes -= region.length;
    if (!due.remove(region)) {
      others.add(region); // given up or evicted, as will be seen
    }
    return fails;
  }

  // ---- checks ----

  /** Compares everything, after each operation. */
  void check(boolean statistics) {
    require(due.isEmpty(), "not deregistered", due);
    require(others.isEmpty(), "deregistered for no reason", others);
    for (Waiter w : waiters) {
      require(w.called == (w.left.isEmpty() ? 1 : 0), "invalidate has told " + w.called + " times that it is over, left are", w.left);
    }
    waiters.removeIf(w -> w.left.isEmpty());
    regions.removeIf(r -> r.state == Region.State.GONE);
    if (statistics && !cache.statistics().equals(figures.expected())) {
      throw new AssertionError("statistics are\n" + cache.statistics() + " and should be\n" + figures.expected());
    }
  }

  private static void require(boolean holds, String what, Object about) {
    if (!holds) {
      throw new AssertionError(what + ": " + about);
    }
  }
}
