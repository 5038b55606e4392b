package io.pindown.it.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/** Threads that work until their time is over and they have done the least that is worth looking at, or until one of them fails. */
final class Crew {
  /** Of all threads of all crews. */
  static final String NAME = "crew";
  private static final long END_SECONDS = 60;

  private final long seconds;
  private final BooleanSupplier over;
  private final AtomicBoolean failed = new AtomicBoolean();
  private final ExecutorService threads = Executors.newCachedThreadPool(task -> new Thread(task, NAME));
  private final List<Future<?>> all = new ArrayList<>();

  Crew(long seconds) {
    this(seconds, until(System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds)));
  }

  /** One that works until it is told that it is over, which will be so after so many seconds at most. */
  Crew(long seconds, BooleanSupplier over) {
    this.seconds = seconds;
    this.over = over;
  }

  private static BooleanSupplier until(long end) {
    return () -> System.nanoTime() - end >= 0;
  }

  /** What a thread does; it asks {@link #isOver} now and then, and so ends, however busy the machine is. */
  interface Task {
    void run() throws Throwable;
  }

  /** Whether a thread that has done so much of what it is to do at least may end. */
  boolean isOver(long done, long least) {
    return failed.get() || done >= least && over.getAsBoolean();
  }

  boolean hasFailed() {
    return failed.get();
  }

  void add(Task task) {
    all.add(threads.submit(() -> {
      try {
        task.run();
        return null;
      } catch (Throwable t) {
        failed.set(true);
        throw t instanceof Exception e ? e : new ExecutionException(t);
      }
    }));
  }

  /**
   * Returns when all have ended.
   *
   * @throws ExecutionException with the first one's failure, if any has failed
   * @throws TimeoutException if one does not end
   */
  void await() throws ExecutionException, InterruptedException, TimeoutException {
    threads.shutdown();
    ExecutionException failure = null;
    for (Future<?> each : all) {
      try {
        each.get(seconds + END_SECONDS, TimeUnit.SECONDS);
      } catch (ExecutionException e) {
        failure = failure == null ? e : failure;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
