package io.pindown.nic.registrar;

import io.pindown.cache.Lease;
import io.pindown.nic.cuda.CudaException;
import io.pindown.nic.cuda.Event;
import io.pindown.nic.cuda.Stream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The thread that waits for copies, and then releases their leases. Begun with the first copy, ended when there was none for a while. It asks the driver
 * for the oldest event of each stream: the driver can call back, too, but then a Java thread would be one of the driver's own, with its locks held, in which
 * nothing of CUDA may be called, and the last release of a lease may deregister.
 *
 * <pre>
 * field      written by                      access
 * pending    add; the thread                 under this lock
 * thread     add; the thread at its end      under this lock
 * spare      the thread; whoever copies      under this lock
 * closed     close                           under this lock
 * </pre>
 */
final class CopyCompletions implements Runnable {
  static final String NAME = "pindown-cuda-copies";

  private static final long FIRST_PARK_NANOS = 10_000;
  private static final long LAST_PARK_NANOS = 200_000;
  private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int MOST_SPARE = 64;

  /**
   * A copy that was queued.
   *
   * @param memory what its host memory belongs to, so that the collector does not free it meanwhile
   */
  record Pending(Stream stream, Event event, Lease<PinnedRange> lease, Object memory, CompletableFuture<Void> done) {}

  private final List<Pending> pending = new ArrayList<>();
  private final Deque<Event> spare = new ArrayDeque<>();
  private Thread thread;
  private boolean closed;

  synchronized void requireOpen() {
    if (closed) {
      throw new IllegalStateException("these copies are closed");
    }
  }

  /** An event of the stream's context, for one copy. */
  Event event(Stream stream) {
    synchronized (this) {
      for (Event last; (last = spare.pollLast()) != null; ) {
        if (last.context() == stream.context() && last.isOpen()) {
          return last;
        }
        last.close();
      }
    }
    return stream.context().createEvent();
  }

  /** Takes over a copy whose event was recorded. Also when closed: it was queued before. */
  synchronized void add(Pending copy) {
    pending.add(copy);
    if (thread == null) {
      thread = Thread.ofPlatform().name(NAME).daemon().inheritInheritableThreadLocals(false).unstarted(this);
      thread.setContextClassLoader(null); // it may outlive whoever came first
      thread.start();
    } else {
      LockSupport.unpark(thread);
    }
  }

  @Override
  public void run() {
    long park = FIRST_PARK_NANOS;
    long idleSince = System.nanoTime();
    while (true) {
      List<Pending> now = snapshot();
      boolean some = sweep(now);
      if (some || !now.isEmpty()) {
        idleSince = System.nanoTime();
      } else if (end(System.nanoTime() - idleSince)) {
        return;
      }
      park = some ? FIRST_PARK_NANOS : Math.min(park * 2, LAST_PARK_NANOS);
      LockSupport.parkNanos(this, now.isEmpty() ? LINGER_NANOS : park);
      Thread.interrupted(); // nothing interrupts it on purpose; left alone it would never park again
    }
  }

  private synchronized List<Pending> snapshot() {
    return new ArrayList<>(pending);
  }

  /** Ends what is done, in order; of each stream only up to the first that is not. */
  private boolean sweep(List<Pending> copies) {
    boolean some = false;
    Set<Stream> busy = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Pending copy : copies) {
      if (!busy.contains(copy.stream())) {
        if (look(copy)) {
          some = true;
        } else {
          busy.add(copy.stream());
        }
      }
    }
    return some;
  }

  private boolean look(Pending copy) {
    RuntimeException failure = null;
    try {
      if (!copy.event().isComplete()) {
        return false;
      }
    } catch (CudaException e) {
      failure = e; // the device has given up: nothing is being copied any more
    } catch (IllegalStateException e) {
      failure = e; // the context was closed, after all its work; how that ended is not known any more
    } catch (Throwable e) {
      return false; // such as for want of memory, which must not end the thread: asked again
    }
    finish(copy, failure);
    return true;
  }

  private void finish(Pending copy, RuntimeException failure) {
    RuntimeException problem = failure;
    try {
      copy.lease().release();
    } catch (RuntimeException e) {
      problem = problem == null ? e : problem;
    }
    if (problem == null) {
      copy.done().complete(null);
    } else {
      copy.done().completeExceptionally(problem);
    }
    synchronized (this) {
      pending.remove(copy); // at last: whoever waits for none to be pending finds all of them completed
      if (failure == null && spare.size() < MOST_SPARE && !closed) {
        spare.add(copy.event());
      } else {
        discard(copy.event());
      }
      notifyAll();
    }
  }

  private static void discard(Event event) {
    try {
      event.close();
    } catch (CudaException e) {
      // a broken context has said so before
    }
  }

  private synchronized boolean end(long idle) {
    if (pending.isEmpty() && (closed || idle >= LINGER_NANOS)) {
      thread = null;
      return true;
    }
    return false;
  }

  synchronized int size() {
    return pending.size();
  }

  /** Waits for all copies. */
  synchronized void close() {
    if (thread == Thread.currentThread()) {
      throw new IllegalStateException("copies cannot be closed by what the end of one of them runs: it would wait for itself");
    }
    closed = true;
    boolean interrupted = false;
    while (!pending.isEmpty()) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    spare.forEach(CopyCompletions::discard);
    spare.clear();
    if (thread != null) {
      LockSupport.unpark(thread);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
