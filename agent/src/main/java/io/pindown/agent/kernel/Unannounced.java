package io.pindown.agent.kernel;

import io.pindown.agent.Log;
import io.pindown.registry.KernelSource;
import io.pindown.registry.KernelFindings;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps, logs and records (JFR, where it is) what the kernel has told and no hook has announced: the first ones each, later ones are only
 * counted. The kernel names no thread in such an event, so none is named here. Thread-safe.
 */
public final class Unannounced implements KernelFindings {
  private static final int KEPT = 1000;
  private static final int LOGGED = 10;

  /**
   * One of them.
   *
   * @param start first byte that changed
   * @param end exclusive
   * @param container base of the container that it changed
   */
  public record Finding(KernelSource.Kind kind, long start, long end, long container) {}

  private final List<Finding> kept = new ArrayList<>();
  private long count;
  private boolean recording = true;

  @Override
  public synchronized void unannounced(KernelSource.Kind kind, long start, long end, long container) {
    Finding finding = new Finding(kind, start, end, container);
    if (kept.size() < KEPT) {
      kept.add(finding);
    }
    if (count++ < LOGGED) {
      Log.error(
          "memory was "
              + verb(kind)
              + " and no hook announced it: [0x"
              + Long.toHexString(start)
              + ", 0x"
              + Long.toHexString(end)
              + ") of the container at 0x"
              + Long.toHexString(container)
              + (count == LOGGED ? "; more are counted and not printed" : ""));
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

  /** The first {@value #KEPT}. */
  public synchronized List<Finding> kept() {
    return new ArrayList<>(kept);
  }
}
