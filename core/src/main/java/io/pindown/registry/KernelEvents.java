package io.pindown.registry;

/**
 * Changes of mapping that the kernel itself reports, whoever made them: a second source beside the hooks, for native code that changes
 * memory on its own. An agent may give one to {@link AddressSpace#listenTo}. Thread-safe.
 *
 * <p>Ranges are half-open, in bytes, of any alignment; what is watched are the whole pages around them.
 */
public interface KernelEvents {
  /**
   * Whether every change that has returned has been told to the address space. Asked on each hit, so it costs a load or two: if the system
   * call that made a change has returned before this is called, this is false or the watches over that change are dirty.
   */
  boolean settled();

  /** Tells the address space of all that has happened since the last time. May lock and wait; never called by an event. */
  void settle();

  /** Has changes of a range reported from now on, until the range is unmapped; false if the kernel refuses. A system call. */
  boolean watch(long start, long end);

  /**
   * Whether all of a range has been mapped as it is, without a break, since {@link #watch} returned true for it. Its pages may still have
   * been dropped in place: that is an event, which comes before the change. A system call.
   */
  boolean unchanged(long start, long end);
}
