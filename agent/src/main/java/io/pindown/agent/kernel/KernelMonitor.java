package io.pindown.agent.kernel;

import io.pindown.agent.Log;
import io.pindown.agent.hook.Inside;
import io.pindown.registry.AddressSpace;
import io.pindown.registry.KernelFindings;
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
  private static final long TICK_NANOS = 50_000_000L;

  private final AddressSpace space;
  private final KernelReader reader;
  private final String obstacle;

  private KernelMonitor(AddressSpace space, KernelReader reader, String obstacle) {
    this.space = space;
    this.reader = reader;
    this.obstacle = obstacle;
  }

  /**
   * Starts it; where it cannot be had, says why in one line, once, and the hooks go on alone. Call once in a process.
   *
   * @param mappings mappings of the process from which on no more is monitored; below 0 for three quarters of the kernel's limit
   */
  public static KernelMonitor start(Inside inside, AddressSpace space, KernelFindings findings, long mappings) {
    String obstacle = null;
    KernelReader reader = null;
    if (Runtime.version().feature() < FIRST_JDK) {
      obstacle = "it needs JDK 22 or later, this is " + Runtime.version().feature();
    } else if (!System.getProperty("os.arch").equals("amd64")) {
      obstacle = "its reader is for x86-64, this is " + System.getProperty("os.arch");
    } else {
      try {
        Class<?> type = Class.forName(READER);
        reader = (KernelReader) type.getDeclaredMethod("open", Inside.class, long.class).invoke(null, inside, mappings);
        space.backstop(reader, findings);
      } catch (Throwable e) {
        Throwable cause = e instanceof InvocationTargetException ? e.getCause() : e;
        obstacle = cause instanceof IllegalStateException ? cause.getMessage() : cause.toString();
      }
    }
    KernelMonitor monitor = new KernelMonitor(space, obstacle == null ? reader : null, obstacle);
    if (obstacle != null) {
      Log.error("there is no kernel monitor, the hooks go on alone: " + obstacle);
    } else {
      Thread thread = new Thread(null, monitor, "pindown-kernel-monitor", 0L, false);
      thread.setDaemon(true);
      thread.setContextClassLoader(null);
      thread.start();
    }
    return monitor;
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

  /** Why memory could not be monitored, and how often. */
  public Map<String, Long> refusals() {
    return reader == null ? Collections.emptyMap() : reader.refusals();
  }


  @Override
  public void run() {
    while (true) {
      LockSupport.parkNanos(TICK_NANOS);
      space.settleLosses();
      String ended = reader.tick();
      if (ended != null) {
        space.settleLosses(); // once more: that it ended is a loss
        Log.error("the kernel monitor is lost, the hooks go on alone: " + ended);
        return;
      }
    }
  }
}
