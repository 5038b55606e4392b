package io.pindown.agent;

import io.pindown.agent.hook.Inside;
import io.pindown.agent.kernel.FrameCheck;
import io.pindown.agent.kernel.KernelMonitor;
import io.pindown.agent.kernel.Unannounced;
import io.pindown.agent.kernel.VerifyReport;
import io.pindown.registry.AddressSpace;

/**
 * Starts the kernel monitor, and in {@code mode=verify} what compares the hooks with it; not loaded unless one of them is asked for. Comparing can
 * end and begin again; the monitor is started once in a process, and ended by {@code mode=off}: its reader shares memory with all hits, for ever. From then
 * on pages are compared, as on a JDK that has no monitor.
 */
final class Verification implements RunningMode {
  /** Guarded by the class, as what follows. */
  private static Inside inside;

  private static KernelMonitor monitor;
  private static Unannounced unannounced;
  private static FrameCheck frames;

  private final AgentOptions options;

  private Verification(AgentOptions options) {
    this.options = options;
  }

  /** At the installing, if the options ask for it. */
  static synchronized void start(Inside access, AgentOptions options) {
    inside = access;
    boolean verify = options.mode() == AgentOptions.Mode.VERIFY;
    listen(options, verify);
    if (verify) {
      compare(options);
    }
  }

  /** Verifying, as a mode to be entered and left. */
  static synchronized RunningMode mode(Inside access, AgentOptions options) {
    inside = access;
    return new Verification(options);
  }

  private static void listen(AgentOptions options, boolean verify) {
    unannounced = new Unannounced(verify);
    monitor = KernelMonitor.start(inside, AddressSpace.process(), unannounced, verify, options.monitorMappings());
  }

  private static void compare(AgentOptions options) {
    frames = FrameCheck.start(AddressSpace.process(), monitor);
    Runnable last = options.verifyReport() == null ? unannounced : new VerifyReport(monitor, unannounced, frames, options.verifyReport());
    Runtime.getRuntime().addShutdownHook(new Thread(null, last, "pindown-verify-report", 0L, false));
  }

  /** The kernel's events are not listened to any more. */
  static synchronized void endMonitor() {
    if (monitor != null) {
      monitor.end();
    }
  }

  /** Whether there was a monitor, and it has been ended. */
  static synchronized boolean monitorHasEnded() {
    return monitor != null && monitor.isEnded();
  }

  @Override
  public String remark() {
    return monitorHasEnded()
        ? "the kernel monitor was ended by mode=off and can be started once in a process: registered pages are compared, and what no hook told of stays unheard until the process is started again"
        : null;
  }

  @Override
  public void enter() {
    synchronized (Verification.class) {
      if (monitor == null) {
        listen(options, true);
      }
      String remark = remark();
      if (remark != null) {
        Log.error(remark);
      }
      unannounced.pause(false);
      if (frames == null) {
        compare(options);
      }
      frames.pause(false);
    }
  }

  @Override
  public void leave() {
    synchronized (Verification.class) {
      unannounced.pause(true);
      frames.pause(true);
    }
  }
}
