package io.pindown.registry;

/**
 * Hears of kernel events that no hook has announced although they changed memory that hooks are said to cover. Called by whichever thread
 * settles events, under a lock: to be quick, and not to acquire or watch anything.
 */
public interface KernelFindings {
  /** Hears nothing. */
  KernelFindings NONE = (kind, start, end, position, container) -> {};

  /**
   * A change that no hook has announced.
   *
   * @param start first byte of what changed
   * @param end exclusive
   * @param position how many of the kernel's events came before it
   * @param container base of a live container that it changed
   */
  void unannounced(KernelSource.Kind kind, long start, long end, long position, long container);
}
