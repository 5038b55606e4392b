package io.pindown.registry;

import io.pindown.index.Range;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * One watched range of one {@link WatchRegistry}: its identity is the object, not its address and not its cookie. A removed watch
 * never comes back, so an old handle never validates anything.
 *
 * <p>A consumer that keeps an object for each watch may extend this class, so that a drain hands it its own objects: see
 * {@link WatchRegistry#add} and {@link WatchRegistry#drainWatches}.
 *
 * <pre>
 * field      written by                       access            publishes
 * state      events (mark), drain (report),   CAS, volatile     ARMED -> DIRTY -> REPORTED -> ARMED ..., REMOVED at last; hits; and
 *                                                               whether all of them were frees, or late
 *            rearm, rearmFreed, unwatch
 * below      the event that made it DIRTY     plain, before     the rest of the dirty stack; read by the drainer that took the
 *                                             the CAS of head   stack, after its getAndSet
 * leftOut    the event that made it DIRTY     volatile          that it is not on the stack, since the event failed there
 * memory     watch and rearm, under this      volatile          what kind of memory it was armed on; written before it is armed,
 *                                                               and again after a fence
 * </pre>
 */
public class Watch extends Range {
  static final int ARMED = 0;
  static final int DIRTY = 1;
  static final int REPORTED = 2;
  static final int REMOVED = 3;

  /** The most hits that are counted. */
  public static final int MOST_HITS = Integer.MAX_VALUE >> 3;

  private static final int STATUS = 3;
  /** Nothing but late events has hit the watch since it was armed. */
  private static final int ONLY_LATE = 4;
  private static final int ONE_HIT = 8;
  private static final int MAX_HITS = MOST_HITS * ONE_HIT;
  /** The sign: nothing but frees has hit the watch since it was armed. */
  private static final int ONLY_FREED = Integer.MIN_VALUE;
  private static final byte UNCONTAINED = 1;
  private static final byte NO_FILE = 2;
  private static final byte CLASSIFIED = 4;

  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(Watch.class, "state", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final WatchRegistry registry;
  private volatile int state;
  Watch below;
  private volatile boolean leftOut;
  private volatile byte memory;

  /**
   * A watch that is not armed before {@link WatchRegistry#add}.
   *
   * @throws IllegalArgumentException if the range is empty or wraps
   */
  protected Watch(WatchRegistry registry, long address, long length) {
    super(address, length);
    this.registry = registry;
  }

  /** A watch that its user knows by a cookie. */
  static final class Named extends Watch {
    private final long cookie;

    Named(WatchRegistry registry, long address, long length, long cookie) {
      super(registry, address, length);
      this.cookie = cookie;
    }

    @Override
    public long cookie() {
      return cookie;
    }
  }

  /** First byte. */
  public long address() {
    return start();
  }

  /** Bytes. */
  public long length() {
    return end() - start();
  }

  /** What {@link WatchRegistry#watch} was given to know the watch by; 0 for a subclass that has none. */
  public long cookie() {
    return 0;
  }

  /** The registry that it is, or was, in. */
  public WatchRegistry registry() {
    return registry;
  }

  /**
   * Whether the range is armed and nothing has hit it since: one or two loads, for a hit path. False for ever once the watch is
   * removed or its registry closed.
   */
  public final boolean isClean() {
    return registry.space().nothingLost() && state == ARMED; // in this order: what was lost until then has been marked
  }

  /** {@link #isClean} but for lost events, which {@link AddressSpace#nothingLost} tells: one load. A hit path asks for both. */
  protected final boolean isUntouched() {
    return state == ARMED; // an armed watch has no hits
  }

  /**
   * Whether this watch is what a {@link WatchRegistry#lookup} looks for; called only if it contains the range. May have an effect,
   * such as taking a lease, and must not write to the registry.
   */
  protected boolean serves(long argument) {
    return false;
  }

  /** Whether the watch was taken out, by {@link WatchRegistry#unwatch} or by closing the registry. */
  public final boolean isRemoved() {
    return status() == REMOVED;
  }

  /** Events that hit the range since it was armed; stays at {@link #MOST_HITS} once there. */
  public final int hits() {
    return (state & ~ONLY_FREED) / ONE_HIT;
  }

  /**
   * Whether the watch was hit, and only by the frees of blocks that it lay in: the memory is its allocator's, and may be what it was, or not.
   * Not any more once the kernel was asked to tell of that memory for another watch.
   */
  public final boolean isOnlyFreed() {
    return state < 0 && status() != REMOVED;
  }

  /**
   * Whether the watch was hit, and only by what the kernel told of memory that had been here before, whose end a hook had announced, or since
   * hooks that came (back) made the memory known, or an event was lost: it has not changed since the watch was armed, as far as is known. It
   * is dirty all the same. A removed watch is what it was then.
   */
  public final boolean isOnlyLate() {
    return (state & ONLY_LATE) != 0;
  }

  /**
   * Whether the range lay in one known container when it was watched. If not, the free of a block of unknown size hits it only within
   * {@value AddressSpace#TRACKED} bytes of the block's base, and what native code does is not seen at all.
   */
  public final boolean isContained() {
    return (memory & UNCONTAINED) == 0;
  }

  /** Whether the range may map a file, so that truncation concerns it. */
  final boolean mayBeFile() {
    return (memory & NO_FILE) == 0;
  }

  /** Called by watch and rearm, under this. */
  final void lies(boolean contained, boolean mayBeFile) {
    memory = (byte) ((contained ? 0 : UNCONTAINED) | (mayBeFile ? 0 : NO_FILE) | CLASSIFIED);
  }

  /** Whether {@link #lies} has said that it may map a file, so that it is counted as one that does. Called under this. */
  final boolean isCountedAsFile() {
    return (memory & (CLASSIFIED | NO_FILE)) == CLASSIFIED;
  }

  /**
   * Where the watch was first hit since it was armed, if {@link AddressSpace#recordSites} is on; else null, and now and then also if
   * thousands of others were hit since.
   */
  public final Throwable site() {
    return registry.space().sites().of(this);
  }

  int status() {
    return state & STATUS;
  }

  private boolean casState(int expected, int value) {
    return STATE.compareAndSet(this, expected, value);
  }

  /**
   * Records a hit of that kind, see {@link WatchIndex}; returns whether the watch still was there. Queues it for the drain when this is the first hit since arming. Between
   * {@link WatchRegistry#announce} and {@link WatchRegistry#arrived}.
   */
  boolean mark(long which) {
    while (true) {
      int now = state;
      int status = now & STATUS;
      if (status == REMOVED) {
        return false;
      }
      if (status == ARMED) {
        if (markFirst(which)) {
          return true;
        }
      } else {
        int left = which == WatchIndex.FREED || which == WatchIndex.BEGUN ? now : now & ~ONLY_FREED;
        left = which == WatchIndex.LATE ? left : left & ~ONLY_LATE;
        int next = (left & ~ONLY_FREED) >= MAX_HITS ? left : left + ONE_HIT;
        if (next == now || casState(now, next)) {
          return true;
        }
      }
    }
  }

  private boolean markFirst(long which) {
    int only = which == WatchIndex.FREED ? ONLY_FREED : which == WatchIndex.LATE ? ONLY_LATE : 0;
    if (!casState(ARMED, DIRTY | ONE_HIT | only)) {
      return false;
    }
    queue(registry.dirty());
    return true;
  }

  private void queue(DirtyWatches dirty) {
    boolean queued = false;
    try {
      registry.space().sites().hit(this);
      dirty.push(this);
      queued = true;
    } finally {
      if (!queued) {
        leftOut = true; // a store: no call succeeds at the end of the stack
      }
    }
  }

  /** Queues a dirty watch that an event failed to queue; called by one thread at a time. */
  void queueIfLeftOut() {
    if (leftOut) {
      leftOut = false;
      registry.dirty().push(this);
    }
  }

  /** Hands a dirty watch to its consumer; false if it is no longer dirty. */
  boolean report() {
    return turn(DIRTY, REPORTED);
  }

  /** Arms a reported watch again, with no hits. */
  boolean arm() {
    while (true) {
      int now = state;
      if ((now & STATUS) != REPORTED) {
        return false;
      }
      registry.space().sites().forget(this);
      if (casState(now, ARMED)) {
        return true;
      }
    }
  }

  /** Arms a reported watch again if nothing but frees has hit it. */
  boolean armFreed() {
    while (true) {
      int now = state;
      if ((now & STATUS) != REPORTED || now >= 0) {
        return false;
      }
      registry.space().sites().forget(this);
      if (casState(now, ARMED)) {
        return true;
      }
    }
  }

  /** The memory of a watch that is not armed may be another one by now: {@link #isOnlyFreed} is not enough to arm it again. */
  void mayBeOther() {
    for (int now = state; now < 0; now = state) {
      if (casState(now, now & ~ONLY_FREED)) {
        return;
      }
    }
  }

  private boolean turn(int from, int to) {
    while (true) {
      int now = state;
      if ((now & STATUS) != from) {
        return false;
      }
      if (casState(now, now & ~STATUS | to)) {
        return true;
      }
    }
  }

  /** Ends the watch; returns the status that it had, {@link #REMOVED} if it was ended before. */
  int retire() {
    while (true) {
      int now = state;
      int status = now & STATUS;
      if (status == REMOVED || casState(now, now | REMOVED)) {
        return status;
      }
    }
  }

  @Override
  public String toString() {
    return "Watch[0x" + Long.toHexString(start()) + " + " + length() + ", cookie " + cookie() + ", " + hits() + " hits]";
  }
}
