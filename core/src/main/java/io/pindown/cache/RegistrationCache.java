package io.pindown.cache;

import io.pindown.index.Range;
import io.pindown.registrar.Access;
import io.pindown.registrar.Registrar;
import io.pindown.registry.AddressSpace;
import io.pindown.registry.Watch;
import io.pindown.registry.WatchRegistry;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Keeps memory registered after its use and finds the registration again by address, for as long as no change of the memory's mapping
 * has been seen.
 *
 * <p>The pin-down cache of Tezuka et al. (1998), made safe by watches: a change of mapping that has returned before {@link #acquire}
 * begins never leaves a registration that {@code acquire} would hand out. Memory about which changes could go unseen is registered
 * for the one use, and counted by reason ({@link OneUse}).
 *
 * <p>All methods may be called from any thread. A hit takes no lock and allocates nothing. A miss may take locks, but holds none
 * while it calls the registrar; it waits for another thread's registration that will cover the range, and half a second at most
 * for one that the device has refused for want of room. Leases may be released by another thread than the one that acquired them.
 *
 * <p>Close the cache before the device context that its registrar uses.
 *
 * @param <H> the registrar's kind of registration
 */
public final class RegistrationCache<H> implements AutoCloseable {
  private static final int LOOKS = 4;

  private final CacheOptions options;
  private final AddressSpace space;
  private final String registrarName;
  private final boolean pins;
  private final CacheCounters counters = new CacheCounters();
  private final Front front = new Front();
  private final Roster<H> roster = new Roster<>(front);
  private final WatchRegistry registry;
  private final Departures<H> departures;
  private final Invalidator<H> invalidator;
  private final MissPath<H> missPath;
  private final Reaper reaper;
  private final AtomicBoolean recordsSites = new AtomicBoolean();
  private final History history = new History();
  private final Inventory<H> inventory;
  private final LeakReport leaks; // null mostly
  private volatile boolean closed;

  private RegistrationCache(Registrar<H> registrar, AddressSpace space, CacheOptions options) {
    this.options = options;
    this.space = space;
    this.registrarName = Objects.requireNonNull(registrar.name(), "the registrar's name");
    this.pins = registrar.pins();
    CacheEvents events = CacheEvents.make();
    this.departures = new Departures<>(registrar, counters, events, options.maxDeferred());
    this.registry = space.newRegistry(options.name(), departures);
    Dormant<H> dormant = new Dormant<>(space, registry, registrar.outlivesFree() ? options.onFree() : OnFree.INVALIDATE);
    this.invalidator = new Invalidator<>(registry, roster, front, counters, events, registrarName, dormant);
    Registering<H> registering = new Registering<>(this, registrar, space, counters, events, roster, departures, invalidator);
    this.missPath = new MissPath<>(this, space, counters, registering);
    this.inventory = new Inventory<>(counters, roster, departures, invalidator);
    Invalidator<H> left = invalidator;
    String name = options.name();
    this.reaper = new Reaper(this, name, () -> left.abandon(name));
    WatchRegistry watches = registry; // not by this: what is registered must not keep a cache that nobody has any more
    Roster<H> held = roster;
    departures.onGone(
        r -> {
          left.forget(r);
          if (r.isCached()) {
            watches.unwatch(r);
            held.forget(r);
          }
        });
    Reaper own = reaper;
    Departures<H> waiting = departures;
    departures.onArrival(() -> own.waiting(waiting.waiting()));
    departures.onChangeInUse(invalidator::changedInUse);
    if (options.leaseSites()) {
      recordsSites.set(true);
      space.recordSites(true);
    }
    OpenCaches.add(this);
    this.leaks = LeakReport.begin(this);
  }

  /** A cache over the memory of this process. */
  public static <H> RegistrationCache<H> of(Registrar<H> registrar, CacheOptions options) {
    return of(registrar, options, AddressSpace.process());
  }

  /** A cache over an address space that its owner may feed by hand. */
  public static <H> RegistrationCache<H> of(Registrar<H> registrar, CacheOptions options, AddressSpace space) {
    return new RegistrationCache<>(
        Objects.requireNonNull(registrar, "registrar"), Objects.requireNonNull(space, "space"), Objects.requireNonNull(options, "options"));
  }

  /**
   * Leases a registration that contains {@code [address, address + length)}.
   *
   * @param address first byte, 1 to 2^63 - 1, any alignment
   * @param length bytes, above 0
   * @param access a union of {@link Access} bits
   * @return a lease, to be released once
   * @throws IllegalArgumentException if the range is empty or wraps, or {@code access} has unknown bits
   * @throws IllegalStateException if the cache is closed
   * @throws io.pindown.registrar.RegistrarException if the device refuses, also after all that is not in use was evicted
   */
  public Lease<H> acquire(long address, long length, int access) {
    return acquire(address, length, access, null);
  }

  /**
   * {@link #acquire(long, long, int)} with the object at hand that the memory belongs to. If no container is known that holds it, since
   * it is older than the hooks, the hooks may find it by its owner, once and for all.
   *
   * @param owner the direct buffer or the memory segment that begins at {@code address}, or contains it; null for none
   */
  public Lease<H> acquire(long address, long length, int access, Object owner) {
    long end = address + length;
    // a range that wraps, or is empty, is for acquireElsewhere to refuse
    Registration<H> r = address < end ? cast(front.lease(address, end, access)) : null;
    if (r == null) {
      r = acquireElsewhere(address, Range.checkedEnd(address, length), Access.check(access), owner);
    } else if (!space.nothingLost() || !r.isUnchanged()) {
      r.untake();
      space.settleLosses();
      r = acquireElsewhere(address, end, access, owner);
    }
    roster.used(r);
    if (options.leaseSites()) {
      remember(r);
    }
    return r;
  }

  /** Where a lease was taken, or not, where there is no memory for it: the lease is out in any case. */
  private void remember(Registration<H> leased) {
    try {
      invalidator.acquired(leased, new Throwable("leased by " + Thread.currentThread().getName()));
    } catch (OutOfMemoryError e) {
      // it is reported without its place
    }
  }

  private Registration<H> acquireElsewhere(long address, long end, int access, Object owner) {
    Registration<H> r = find(address, end, access);
    if (r != null) {
      counters.indexHits.increment();
    } else {
      requireOpen();
      counters.misses.increment();
      r = missPath.acquire(address, end, access, owner);
      reaper.start();
    }
    if (r.isCached()) {
      front.put(address, r);
    }
    return r;
  }

  /**
   * A lease on a registration that contains {@code [start, end)} with at least those rights, or null. What the kernel has told of meanwhile is
   * mostly of other memory: that is settled, and then it is looked again, a few times.
   */
  Registration<H> find(long start, long end, int access) {
    for (int look = 0; look < LOOKS; look++) {
      Registration<H> r = cast(registry.lookup(start, end, access));
      if (r == null || space.nothingLost() && r.isUnchanged()) {
        return r;
      }
      r.untake();
      space.settleLosses();
    }
    return null;
  }

  /** All watches of the registry, and all that is in the front, are this cache's registrations. */
  @SuppressWarnings("unchecked")
  private Registration<H> cast(Watch registration) {
    return (Registration<H>) registration;
  }

  /**
   * Leases a registration of a direct buffer's bytes from its position to its limit.
   *
   * @throws IllegalArgumentException if the buffer is on the heap or nothing remains in it
   */
  public Lease<H> acquire(ByteBuffer buffer, int access) {
    return acquire(BufferAddress.of(buffer), buffer.remaining(), access, buffer);
  }

  /** Takes out what changed, and deregisters what nobody uses: what the cache's own thread does now and then. */
  public void reap() {
    invalidator.reap();
    departures.clear();
  }

  /** Takes out what was kept when its block was freed, and has changed since. */
  void sweepDormant() {
    invalidator.sweepDormant();
    departures.clear();
  }

  /** Whether there is nothing for {@link #reap} to do. */
  boolean isQuiet() {
    return departures.waiting() == 0 && invalidator.isQuiet();
  }

  /**
   * Deregisters every registration that is not in use, before it returns. What another thread has in its hands is waited for, two seconds at most, should that
   * thread not be run.
   */
  public void flush() {
    invalidator.reap();
    invalidator.awaitTold(); // or what another thread is about to take out because it has changed would be counted as flushed
    retireAll(roster.takeOverlapping(0, Long.MAX_VALUE, true));
    departures.clearAllAndWait(roster);
  }

  /**
   * Takes out every cached registration that overlaps a range, in use or not, and says when the last of them, and of those taken out
   * before, is deregistered: for a protocol whose peers hold a remote key. A later acquire registers anew. What was registered for one
   * use ends with that use.
   *
   * <p>If it throws for want of memory, {@code whenGone} is not run; what was taken out stays out.
   *
   * @param whenGone run once, in this thread or in the one that deregisters; must not block
   */
  public void invalidate(long address, long length, Runnable whenGone) {
    long end = Range.checkedEnd(address, length);
    Objects.requireNonNull(whenGone, "whenGone");
    invalidator.reap();
    LastEnd last = new LastEnd(whenGone);
    List<Registration<H>> taken = roster.takeOverlapping(address, end, false);
    int ends;
    try {
      ends = roster.whenGone(address, end, last); // those just taken, too; some may go before the last line
    } finally {
      retireAll(taken); // nobody else will, since they are out of the roster
    }
    departures.clear();
    last.expect(ends);
  }

  /** Not by an iterator, for which there may be no memory. */
  private void retireAll(List<Registration<H>> taken) {
    for (int i = 0; i < taken.size(); i++) {
      counters.flushed.increment();
      invalidator.retire(taken.get(i));
    }
  }

  /** What the cache has done and holds. */
  public CacheStatistics statistics() {
    return inventory.statistics();
  }

  /**
   * Misses so far of memory at an address where a registration had been taken out because its memory changed: what a cache that looks at addresses
   * only would have served from memory that is not there any more. Memory that may map a file counts also when another file was truncated or
   * a library unloaded. A miss that comes while another thread takes out what was there does not wait for that; this does, for
   * a fifth of a second at most, so that the miss is counted.
   */
  public long staleReusesPrevented() {
    invalidator.awaitTold();
    return counters.staleReuses.sum();
  }

  /** How the figures went since the first registration, some hundred moments at most; thinned out as time goes on. */
  public List<CacheMoment> history() {
    return history.moments();
  }

  /**
   * The registrations that are leased now, with the place that took the last lease if {@link CacheOptions#leaseSites}; then also those that are
   * not in the cache: for one use, and those whose memory has changed meanwhile.
   */
  public List<LentRegistration> lent() {
    return inventory.lent();
  }

  /** Address and length of each cached registration, one after the other, {@code most} registrations at most. */
  public long[] ranges(int most) {
    return inventory.ranges(most);
  }

  /** All caches of this copy of the class that are not closed, for who shows them. */
  public static List<RegistrationCache<?>> open() {
    return OpenCaches.all();
  }

  public CacheOptions options() {
    return options;
  }

  /** Registrations that are kept although their block was freed. */
  int dormant() {
    return invalidator.dormant();
  }

  /** Watches that are armed or in use still: one for each registration that is not deregistered, and no others. */
  int watches() {
    return registry.size();
  }

  /** A while has passed: threads that meet at a registration from now on have not met there before. */
  void tick() {
    departures.tick();
    history.tick(System.nanoTime(), inventory::moment);
  }

  /** See {@link io.pindown.registrar.Registrar#name}. */
  public String registrarName() {
    return registrarName;
  }

  /** See {@link io.pindown.registrar.Registrar#pins}. */
  public boolean pins() {
    return pins;
  }

  /** How often memory of registrations has changed since the cache last looked, which it does some twenty times a second; 0 mostly. */
  public long dirty() {
    return registry.isClosed() ? 0 : Math.max(0, registry.generation() - registry.drainedGeneration());
  }

  AddressSpace space() {
    return space;
  }

  boolean isClosed() {
    return closed;
  }

  void requireOpen() {
    if (closed) {
      throw new IllegalStateException("registration cache " + options.name() + " is closed");
    }
  }

  /**
   * Ends the cache: no further acquire, everything that is not in use deregistered before it returns, the rest at its last release.
   *
   * <p>Harmless the second time.
   */
  @Override
  public void close() {
    closed = true;
    OpenCaches.remove(this);
    reaper.stop();
    if (leaks != null) {
      leaks.closed();
    }
    invalidator.reap();
    retireAll(roster.takeOverlapping(0, Long.MAX_VALUE, false));
    departures.onArrival(departures::clear);
    departures.clearAllAndWait(roster);
    invalidator.close();
    if (recordsSites.getAndSet(false)) {
      space.recordSites(false);
    }
  }
}
