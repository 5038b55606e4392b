package io.pindown.agent.kernel;

import io.pindown.agent.Log;
import io.pindown.agent.hook.Inside;
import io.pindown.registry.AddressSpace;
import io.pindown.registry.KernelStatistics;
import java.lang.reflect.InvocationTargetException;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * Starts the kernel monitor, if this JDK, this processor and the kernel have what it takes, and looks after it: a thread of the agent's
 * applies its events now and then, so that they do not pile up while nobody acquires anything, and watches over the reader.
 */
public final class KernelMonitor implements Runnable {
  private static final String READER = "io.pindown.agent.kernel.UserfaultfdEvents";
  private static final int FIRST_JDK = 22;
  private static final long PAGE = 4096;
  private static final long TICK_NANOS = 50_000_000L;

  private final AddressSpace space;
  private final KernelReader reader;
  private final Unannounced unannounced;
  private final String obstacle;
  private volatile boolean told; // to end
  private boolean failed; // its thread, before; only said once

  KernelMonitor(AddressSpace space, KernelReader reader, Unannounced unannounced, String obstacle) {
    this.space = space;
    this.reader = reader;
    this.unannounced = unannounced;
    this.obstacle = obstacle;
  }

  /**
   * Starts it; where it cannot be had, says why in one line, once, and the hooks go on alone. Call once in a process.
   *
   * @param unannounced hears of what no hook has announced
   * @param threads whether it is to hear who did it, too, for which the reader looks at all threads with each event
   * @param mappings mappings of the process from which on no more is monitored; below 0 for three quarters of the kernel's limit
   */
  public static KernelMonitor start(Inside inside, AddressSpace space, Unannounced unannounced, boolean threads, long mappings) {
    String obstacle = null;
    KernelReader reader = null;
    if (Runtime.version().feature() < FIRST_JDK) {
      obstacle = "it needs JDK 22 or later, this is " + Runtime.version().feature();
    } else if (!System.getProperty("os.arch").equals("amd64")) {
      obstacle = "its reader is for x86-64, this is " + System.getProperty("os.arch");
    } else {
      try {
        Class<?> type = Class.forName(READER);
        reader =
            (KernelReader)
                type.getDeclaredMethod("open", Inside.class, long.class, boolean.class).invoke(null, inside, mappings, threads);
      } catch (Throwable e) {
        Throwable cause = e instanceof InvocationTargetException ? e.getCause() : e;
        obstacle = cause instanceof IllegalStateException ? cause.getMessage() : cause.toString();
      }
    }
    KernelMonitor monitor = new KernelMonitor(space, obstacle == null ? reader : null, unannounced, obstacle);
    if (obstacle == null && !monitor.begin()) {
      obstacle = "no thread is to be had to look after it";
      monitor = new KernelMonitor(space, null, unannounced, obstacle);
    }
    if (obstacle != null) {
      Log.error("there is no kernel monitor, the hooks go on alone: " + obstacle);
    }
    return monitor;
  }

  /** False if it cannot have its thread: then the reader, which nobody would look after, is told to end. */
  private boolean begin() {
    Thread thread = new Thread(null, this, "pindown-kernel-monitor", 0L, false);
    unannounced.from(reader, thread);
    space.backstop(reader, unannounced);
    thread.setDaemon(true);
    thread.setContextClassLoader(null);
    try {
      thread.start();
      return true;
    } catch (OutOfMemoryError e) { // what the JDK throws for want of a thread
      end();
      return false;
    }
  }

  /** Has it end, for good: nothing is monitored any more, and nobody waits for it. */
  public void end() {
    if (reader != null && !told) {
      told = true;
      reader.end();
    }
  }

  /** Whether {@link #end} was called. */
  public boolean isEnded() {
    return told;
  }

  /** Why there is none, or null. */
  public String obstacle() {
    return obstacle;
  }

  /** What it has seen, or null if there is none. */
  public KernelStatistics statistics() {
    if (reader == null) {
      return null;
    }
    space.settleLosses();
    return space.kernelStatistics();
  }

  /** Whether all pages of {@code [start, end)} are in mappings of which the kernel was asked to tell; false if there is none. A system call. */
  boolean covers(long start, long end) {
    return reader != null && reader.covers(start & -PAGE, end + PAGE - 1 & -PAGE);
  }

  /** Why memory could not be monitored, and how often. */
  public Map<String, Long> refusals() {
    return reader == null ? Collections.emptyMap() : reader.refusals();
  }

  @Override
  public void run() {
    long next = System.nanoTime();
    String ended = null;
    while (ended == null) {
      next = Math.max(next, System.nanoTime()) + TICK_NANOS;
      try {
        waitAndApply(next);
        ended = reader.tick();
      } catch (Throwable e) { // for want of memory, mostly: without this thread a reader that does not get to run would keep others waiting for good
        failed(e);
      }
    }
    space.settleLosses(); // once more: that it ended is a loss
    if (!told) {
      Log.error("the kernel monitor is lost, the hooks go on alone: " + ended);
    }
  }

  private void waitAndApply(long until) {
    do {
      LockSupport.parkNanos(until - System.nanoTime());
      Thread.interrupted(); // nothing interrupts it on purpose; left alone it would never park again
      space.settleLosses();
      unannounced.run(); // which has this thread woken
    } while (System.nanoTime() - until < 0);
  }

  private void failed(Throwable e) {
    if (!failed) {
      failed = true;
      try {
        Log.error("the thread of the kernel monitor met an error and goes on: " + e);
      } catch (Throwable again) {
        // it goes on all the same
      }
    }
  }
}
