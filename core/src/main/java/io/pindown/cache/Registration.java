package io.pindown.cache;

import io.pindown.index.Range;
import io.pindown.registry.Watch;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A registration and the number of its leases. Its range as a {@link Range} is what a lookup may find it by: what is watched. What its
 * users see is what is registered: the whole pages around that.
 *
 * <pre>
 * field     written by                      access             publishes
 * leases    acquire (+1), release (-1),     getAndAdd, CAS     CLOSED: whoever closes it, from 0, deregisters it, once
 *           retire and release (0 -> CLOSED)
 * retired   whoever takes it from the cache volatile           that the last release has to close it
 * recent    hits (true), eviction (false)   plain              nothing; a hint
 * handedOut its maker, at last              volatile           that its leases are users' leases
 * handle    construction; null at the end   plain              made visible by the index or by the caller's own lease
 * </pre>
 *
 * <p>Lease against retire: a lease raises the count and then looks whether the watch is clean; an event marks the watch before the
 * memory goes, so a lease that was taken after that is given back. Release against retire: a release lowers the count and then reads
 * {@code retired}; retiring writes {@code retired} and then tries to close from 0; one of the two closes.
 */
final class Registration<H> extends Range implements Lease<H> {
  private static final long CLOSED = Long.MIN_VALUE;
  private static final long PAGE = 4096;
  private static final VarHandle LEASES;

  static {
    try {
      LEASES = MethodHandles.lookup().findVarHandle(Registration.class, "leases", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Departures<H> departures;
  private final Watch watch;
  private final OneUse oneUse;
  private final int access;
  private final long pinned;
  private H handle;
  private volatile long leases;
  private volatile boolean retired;
  private volatile Throwable site;
  private volatile boolean handedOut;
  private boolean blamed; // under this
  private boolean gone; // under this
  private Listener listeners; // under this
  boolean recent = true;
  Registration<H> before; // in the roster's ring, under its lock
  Registration<H> after;

  /** A registration with one lease. {@code watch} is null, and {@code oneUse} is not, if it is for one use. */
  Registration(
      Departures<H> departures, long start, long length, int access, long pinned, H handle, Watch watch, OneUse oneUse) {
    super(start, length);
    this.departures = departures;
    this.watch = watch;
    this.oneUse = oneUse;
    this.access = access;
    this.pinned = pinned;
    this.handle = handle;
    this.retired = oneUse != null;
    LEASES.setRelease(this, 1L);
  }

  /** Takes a lease unless the memory has changed or the registration is on its way out. */
  boolean tryLease() {
    if (retired || !watch.isClean()) {
      return false; // without touching the count, which whoever retires it may take for a use of changed memory
    }
    if ((long) LEASES.getAndAdd(this, 1L) >= 0 && !retired && watch.isClean()) {
      return true;
    }
    lower();
    return false;
  }

  @Override
  public void release() {
    if (watch != null && watch.hits() != 0 && leases() > 0) {
      departures.changedInUse(this); // while the lease is still out, so only if the change came before this release
    }
    long before = lower();
    if (before <= 0) {
      LEASES.getAndAdd(this, 1L);
      throw new IllegalStateException("registration " + this + " was released more often than it was leased");
    }
  }

  /** Its maker's lease ends without having been given to anyone. */
  void abandon() {
    lower();
  }

  void handOut() {
    handedOut = true;
  }

  /** Whether a change in use is to be reported: once, and only if somebody has got a lease. */
  synchronized boolean blame() {
    boolean first = handedOut && !blamed;
    blamed |= handedOut;
    return first;
  }

  private long lower() {
    long before = (long) LEASES.getAndAdd(this, -1L);
    if (before == 1 && retired) {
      closeIfIdle();
    }
    return before;
  }

  /** Ends the registration's being found; it is deregistered now or after the last release. Returns the number of leases. */
  long retire() {
    retired = true;
    long now = leases();
    closeIfIdle();
    return now;
  }

  private void closeIfIdle() {
    if (LEASES.compareAndSet(this, 0L, CLOSED)) {
      departures.depart(this);
    }
  }

  /** The registration, for the one that deregisters it; not kept, since it may keep the memory's owner from being collected. */
  H surrender() {
    H last = handle;
    handle = null;
    return last;
  }

  /** Has {@code listener} run once the registration is deregistered. */
  synchronized void whenGone(Runnable listener) {
    if (gone) {
      listener.run();
    } else {
      listeners = new Listener(listener, listeners);
    }
  }

  /** The registration has been deregistered. */
  void gone() {
    Listener told;
    synchronized (this) {
      gone = true;
      told = listeners;
      listeners = null;
    }
    for (; told != null; told = told.next()) {
      try {
        told.listener().run();
      } catch (RuntimeException e) {
        CacheLog.once("listener", "what was to run once " + this + " is deregistered has failed", e);
      }
    }
  }

  private record Listener(Runnable listener, Listener next) {}

  Watch watch() {
    return watch;
  }

  /** Leases that are out now. */
  long leases() {
    return Math.max(0, leases);
  }

  boolean isIdle() {
    return leases == 0;
  }

  /** Bytes that it pins: whole pages. */
  long pinned() {
    return pinned;
  }

  void acquiredAt(Throwable place) {
    site = place;
  }

  /** Where the last lease was taken, if the cache records that; else null. */
  Throwable acquiredAt() {
    return site;
  }

  @Override
  public long address() {
    return start() & -PAGE;
  }

  @Override
  public long length() {
    return pinned;
  }

  @Override
  public int access() {
    return access;
  }

  @Override
  public H handle() {
    return handle;
  }

  @Override
  public boolean isCached() {
    return oneUse == null;
  }

  @Override
  public OneUse whyNotCached() {
    return oneUse;
  }

  @Override
  public boolean isValid() {
    return watch == null || watch.hits() == 0;
  }

  @Override
  public String toString() {
    return "[0x" + Long.toHexString(address()) + " + " + length() + ", access 0x" + Integer.toHexString(access) + "]";
  }
}
