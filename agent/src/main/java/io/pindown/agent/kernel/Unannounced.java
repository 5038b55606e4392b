package io.pindown.agent.kernel;

import io.pindown.agent.Log;
import io.pindown.registry.KernelFindings;
import io.pindown.registry.KernelSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Keeps, logs and records (JFR, where it is) what the kernel has told and no hook has announced: the first ones each, later ones are only
 * counted. Who did it is found out a moment later by the monitor's thread: whoever settles an event may be any thread, within a hit.
 * Thread-safe.
 */
public final class Unannounced implements KernelFindings, Runnable {
  private static final int KEPT = 1000;
  private static final int LOGGED = 10;

  /**
   * One of them.
   *
   * @param start first byte that changed
   * @param end exclusive
   * @param container base of the container that it changed
   * @param origin who did it; null as long as that has not been looked for
   */
  record Finding(KernelSource.Kind kind, long start, long end, long container, Origin origin) {}

  private record Open(Finding finding, List<ParkedCall> parked) {}

  private final Object completing = new Object(); // taken before this
  private final List<Finding> kept = new ArrayList<>(); // guarded by this, as what follows
  private final List<Open> open = new ArrayList<>();
  private long count;
  private long logged;
  private boolean recording = true;
  private volatile boolean paused;
  private volatile KernelReader reader;
  private volatile Thread completer;

  /** @param wanted whether it keeps anything before it is told to */
  public Unannounced(boolean wanted) {
    paused = !wanted;
  }

  /** Whether what comes from now on is left alone. */
  public void pause(boolean now) {
    paused = now;
  }

  /** Before there are events: who can tell which threads waited, and who is to be woken for what else is to be found out. */
  void from(KernelReader reader, Thread completer) {
    this.reader = reader;
    this.completer = completer;
  }

  @Override
  public void unannounced(KernelSource.Kind kind, long start, long end, long position, long container) {
    if (paused) {
      return;
    }
    synchronized (this) {
      if (count++ >= KEPT) {
        return;
      }
      open.add(new Open(new Finding(kind, start, end, container, null), reader.parked(position)));
    }
    LockSupport.unpark(completer);
  }

  /** Finds out who did what was found since the last time, and tells; when it returns, that has been told, by whomever. */
  @Override
  public void run() {
    synchronized (completing) {
      complete();
    }
  }

  private void complete() {
    List<Open> taken;
    synchronized (this) {
      if (open.isEmpty()) {
        return;
      }
      taken = new ArrayList<>(open);
      open.clear();
    }
    ThreadDump dump = ThreadDump.take(); // first: those threads go on
    CodeMappings code = CodeMappings.now();
    for (Open each : taken) {
      Finding f = each.finding;
      tell(new Finding(f.kind, f.start, f.end, f.container, Origin.of(f.kind, f.start, f.end, each.parked, code, dump)));
    }
  }

  private synchronized void tell(Finding finding) {
    kept.add(finding);
    if (logged++ < LOGGED) {
      Log.error(
          "memory was "
              + verb(finding.kind)
              + " and no hook announced it: [0x"
              + Long.toHexString(finding.start)
              + ", 0x"
              + Long.toHexString(finding.end)
              + ") of the container at 0x"
              + Long.toHexString(finding.container)
              + ", "
              + finding.origin
              + (logged == LOGGED ? "; more are counted and not printed" : ""));
    }
    record(finding);
  }

  private static String verb(KernelSource.Kind kind) {
    switch (kind) {
      case UNMAPPED:
        return "unmapped or mapped over";
      case REMOVED:
        return "emptied";
      default:
        return "moved";
    }
  }

  private void record(Finding finding) {
    try {
      if (recording) {
        UnannouncedChangeEvent.record(finding);
      }
    } catch (LinkageError e) {
      recording = false; // a JDK without the JFR
    }
  }

  /** The first {@value #KEPT}, who did them included. */
  List<Finding> kept() {
    run();
    synchronized (this) {
      return new ArrayList<>(kept);
    }
  }
}
