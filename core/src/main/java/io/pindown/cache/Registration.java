package io.pindown.cache;

import io.pindown.registrar.Access;
import io.pindown.registry.WatchRegistry;

/**
 * A registration: its own watch, and the lease on itself, so that a hit touches one object. Its range as a watch is what a lookup may
 * find it by. What its users see is what is registered: the whole pages around that.
 *
 * <pre>
 * field     written by                      access             publishes
 * handle    its maker, before open;         plain              made visible by the first lease's count
 *           null at the end
 * lastUse   hits, eviction                  plain              nothing; a hint
 * handedOut its maker, at last              volatile           that its leases are users' leases
 * place     eviction, under the roster's    -                  -
 *           lock
 * blamed    under this                      -                  -
 * </pre>
 */
final class Registration<H> extends Leased implements Lease<H>, EvictionOrder.Entry {
  private static final long PAGE = 4096;
  private static final int ACCESS = 15;
  private static final int REASON_SHIFT = 4;
  private static final int CACHED = 0;
  private static final OneUse[] REASONS = OneUse.values();

  /** The rights, and above them the number of the reason for one use, counted from 1, or 0. */
  private final byte terms;
  private volatile boolean handedOut;
  private boolean blamed;
  private H handle;
  private int lastUse;
  private int place = -1;

  /**
   * Not registered and without a lease before {@link #made} and {@link #open}. Departures are attached to the registry; {@code reason} is
   * null unless it is for one use.
   */
  Registration(WatchRegistry registry, long start, long length, int access, OneUse reason) {
    super(registry, start, length);
    terms = (byte) (access | (reason == null ? CACHED : reason.ordinal() + 1) << REASON_SHIFT);
  }

  private int reason() {
    return (terms & 0xff) >>> REASON_SHIFT;
  }

  @SuppressWarnings("unchecked") // whoever makes a cache's registry attaches them
  private Departures<H> departures() {
    return (Departures<H>) registry().attachment();
  }

  /** It has been registered. */
  void made(H made) {
    handle = made;
  }

  @Override
  protected boolean serves(long wanted) {
    return Access.covers(access(), (int) wanted) && tryLease();
  }

  @Override
  public void release() {
    try {
      if (!isUntouched() && hits() != 0 && isCached() && leases() > 0) {
        departures().changedInUse(this); // while the lease is still out, so only if the change came before this release
      }
    } catch (OutOfMemoryError e) {
      // it is counted, and perhaps not said; the lease is to be given back all the same
    }
    if (!lower()) {
      throw new IllegalStateException("registration " + this + " was released more often than it was leased");
    }
  }

  @Override
  void closed() {
    departures().depart(this);
  }

  @Override
  void collect(long taken) {
    departures().collect(taken);
  }

  @Override
  LeaseStripes newStripes() {
    return departures().newStripes();
  }

  @Override
  void giveUp(LeaseStripes s) {
    departures().giveUp(s);
  }

  /**
   * Whether no event has hit it, as far as events have been settled: to be asked again after {@link
   * io.pindown.registry.AddressSpace#nothingLost}, since another thread may have settled between the lease and that.
   */
  boolean isUnchanged() {
    return isUntouched();
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

  /** The registration, for the one that deregisters it; not kept, since it may keep the memory's owner from being collected. */
  H surrender() {
    H last = handle;
    handle = null;
    return last;
  }

  @Override
  public long bytes() {
    return pinned();
  }

  @Override
  public int place() {
    return place;
  }

  @Override
  public void place(int now) {
    place = now;
  }

  @Override
  public int lastUse() {
    return lastUse;
  }

  @Override
  public void lastUse(int now) {
    lastUse = now;
  }

  @Override
  int tick() {
    return departures().now();
  }

  /** Bytes that it pins: whole pages. */
  long pinned() {
    return (end() + PAGE - 1 & -PAGE) - address();
  }

  @Override
  public long address() {
    return start() & -PAGE;
  }

  @Override
  public long length() {
    return pinned();
  }

  @Override
  public int access() {
    return terms & ACCESS;
  }

  @Override
  public H handle() {
    return handle;
  }

  @Override
  public boolean isCached() {
    return reason() == CACHED;
  }

  @Override
  public OneUse whyNotCached() {
    return reason() == CACHED ? null : REASONS[reason() - 1];
  }

  @Override
  public boolean isValid() {
    return hits() == 0;
  }

  @Override
  public String toString() {
    return "[0x" + Long.toHexString(address()) + " + " + length() + ", access 0x" + Integer.toHexString(access()) + "]";
  }
}
