package io.pindown.nic.wakeup;

import io.pindown.nic.ffi.NativeException;
import io.pindown.registry.WatchRegistry;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A descriptor that is readable when a drain of a {@link WatchRegistry} is due, for epoll, poll, select or an io_uring poll.
 *
 * <pre>
 *   epoll_ctl(epoll, EPOLL_CTL_ADD, wakeUp.fd(), EPOLLIN)
 *   each time that it is readable:
 *     do {
 *       int count;
 *       do {
 *         count = registry.drain(cookies);
 *         ... handle count cookies, re-arm or unwatch ...
 *       } while (count == cookies.length);
 *     } while (wakeUp.acknowledge());
 * </pre>
 *
 * <p><b>Meaning.</b> A drain is due while a watch is dirty that no drain has reported ({@link WatchRegistry#isDrainDue}), and for ever
 * once the registry is closed (a drain then says so). The descriptor becomes readable within the latency after a drain became due. It
 * stays so until {@link #acknowledge}, which makes it not readable, and at once readable again if a drain is due still. So it is a
 * level: whoever drains all and acknowledges waits until something happens; whoever acknowledges without draining does not wait. Each
 * time that it becomes readable, or stays so in an acknowledge, is an edge of its own, so EPOLLET sees it, too. Acknowledge is the
 * only way to read it: who reads the descriptor directly takes a wake-up away. It may be readable with nothing to drain, if somebody
 * has drained or taken out the watch since.
 *
 * <p><b>No wake-up is lost.</b> Due is a state, not an occurrence. An event queues the watch that it has made dirty and then moves the
 * generation; until a drain reports that watch, it is queued, and the generation differs from the drained one, since a drain stores
 * there what it read before it began, and only if it has left nothing queued. So from the end of the event to the report of its watch,
 * a drain is due. Under one lock, acknowledge first makes the descriptor not readable and then looks whether a drain is due. An event
 * that ends before that look: the descriptor is readable again when acknowledge returns, or a drain has reported it. One that ends
 * after the look: {@code raised} is false, and stays so until the {@link Lookout} looks, which it does within the latency. With
 * several consumers the same holds for each acknowledge: one that comes while another consumer has cookies in hand finds only what
 * nobody has taken.
 *
 * <p><b>Cost.</b> Nothing for events: they make no call. One thread of the process looks at the generations of all wake-ups: when nothing
 * happens 1 / latency times a second, and never while every wake-up is readable and not acknowledged. An acknowledge is two or three
 * system calls.
 *
 * <p><b>Consumers.</b> Thread-safe; any number of threads may wait, drain and acknowledge. All that wait on a level are woken, as epoll
 * does unless EPOLLEXCLUSIVE is set; each dirty watch goes to one of them. Several wake-ups over one registry are independent.
 *
 * <p><b>End.</b> A closed descriptor leaves its epoll sets without a word, and the number may be another file's soon. So end those who wait
 * first: {@link WatchRegistry#close} makes the descriptor readable, for ever.
 *
 * <pre>
 * field     written by                      access         publishes
 * raised    look, acknowledge               under lock     that the descriptor is readable
 * closed    close                           under lock     that the descriptor is given up: nobody may use its number any more
 * failure   look, acknowledge               under lock     that the descriptor is not ours any more
 * </pre>
 */
public final class WakeUp implements AutoCloseable {
  /** 100 microseconds. */
  public static final long MIN_LATENCY_NANOS = 100_000;

  /** 10 seconds. */
  public static final long MAX_LATENCY_NANOS = 10_000_000_000L;

  /** 10 milliseconds: 100 looks a second when nothing happens. */
  public static final long DEFAULT_LATENCY_NANOS = 10_000_000;

  static final long RAISED_NOW = -1;
  static final long NOT_BEFORE_ASKED = Long.MAX_VALUE;

  private final WatchRegistry registry;
  private final long latency;
  private final EventFd event;
  private final ReentrantLock lock = new ReentrantLock();
  private final Lookout lookout;
  private boolean raised;
  private boolean closed;
  private RuntimeException failure;

  private WakeUp(WatchRegistry registry, long latency) {
    this.registry = registry;
    this.latency = latency;
    event = EventFd.open();
    boolean watched = false;
    try {
      lookout = Lookout.add(this);
      watched = true;
    } finally {
      if (!watched) {
        event.close();
      }
    }
  }

  /** A wake-up with the default latency. */
  public static WakeUp over(WatchRegistry registry) {
    return over(registry, DEFAULT_LATENCY_NANOS, TimeUnit.NANOSECONDS);
  }

  /**
   * Opens a wake-up; its descriptor is readable at once if a drain is due.
   *
   * @param latency how long after a drain became due the descriptor is readable at the latest, {@link #MIN_LATENCY_NANOS} to
   *     {@link #MAX_LATENCY_NANOS}; to this comes what the kernel takes to run a thread whose time is over: its timer slack, 50 us unless
   *     set otherwise, and whatever else has the processors
   * @throws IllegalArgumentException if the latency is another one
   * @throws IllegalStateException if the registry is closed
   * @throws NativeException if the kernel gives no descriptor, with the limit that was reached
   */
  public static WakeUp over(WatchRegistry registry, long latency, TimeUnit unit) {
    long nanos = unit.toNanos(latency);
    if (nanos < MIN_LATENCY_NANOS || nanos > MAX_LATENCY_NANOS) {
      throw new IllegalArgumentException(
          "latency is " + nanos + " ns; allowed is " + MIN_LATENCY_NANOS + " to " + MAX_LATENCY_NANOS);
    }
    if (Objects.requireNonNull(registry, "registry").isClosed()) {
      throw new IllegalStateException("registry " + registry.name() + " is closed: nothing will wake anybody");
    }
    WakeUp wakeUp = new WakeUp(registry, nanos);
    wakeUp.look();
    return wakeUp;
  }

  /**
   * The descriptor to wait on for input. It is this object's: neither read nor write it, nor close it.
   *
   * @throws IllegalStateException if this is closed
   */
  public int fd() {
    lock.lock();
    try {
      requireOpen();
      return event.number();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Says that what the descriptor announced has been drained, and makes it not readable unless a drain is due.
   *
   * @return whether the descriptor is readable: a drain is due, or the registry is closed
   * @throws IllegalStateException if this is closed
   */
  public boolean acknowledge() {
    lock.lock();
    try {
      requireOpen();
      boolean wasRaised = raised;
      event.lower();
      raised = false;
      try {
        if (isDue()) {
          raise();
        }
      } finally {
        if (wasRaised && !raised) {
          lookout.ask(latency);
        }
      }
      return raised;
    } catch (NativeException e) {
      failure = e;
      throw notOurs();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Makes the descriptor readable if a drain is due.
   *
   * @return {@link #RAISED_NOW} if it did; else within how many nanoseconds to look again, or {@link #NOT_BEFORE_ASKED}
   */
  long look() {
    lock.lock();
    try {
      if (raised || closed || failure != null) {
        return NOT_BEFORE_ASKED;
      }
      if (!isDue()) {
        return latency;
      }
      try {
        raise();
      } catch (NativeException e) {
        failure = e; // for whoever acknowledges next
      }
      return RAISED_NOW;
    } finally {
      lock.unlock();
    }
  }

  private void raise() {
    event.raise();
    raised = true;
  }

  private boolean isDue() {
    return registry.isClosed() || registry.isDrainDue();
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the wake-up of registry " + registry.name() + " is closed");
    }
    if (failure != null) {
      throw notOurs();
    }
  }

  private IllegalStateException notOurs() {
    return new IllegalStateException(
        "descriptor " + event.number() + " of the wake-up of registry " + registry.name() + " was closed by someone else", failure);
  }

  public WatchRegistry registry() {
    return registry;
  }

  Lookout lookout() {
    return lookout;
  }

  /** Makes the descriptor readable once more, which ends an io_uring poll, and closes it. Harmless the second time. */
  @Override
  public void close() {
    lookout.remove(this);
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      if (failure != null) {
        return; // whosever number it is now
      }
      try {
        raise();
      } finally {
        event.close();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public String toString() {
    return "WakeUp[registry " + registry.name() + ", descriptor " + event.number() + "]";
  }
}
