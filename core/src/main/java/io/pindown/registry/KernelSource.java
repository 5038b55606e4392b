package io.pindown.registry;

/**
 * Where the kernel's word on changes of mapping is read: one event after the other, of whoever made the change. Given to an address space
 * by {@link AddressSpace#backstop}, which makes {@link KernelEvents} of it.
 *
 * <p>An event is read by a thread that belongs to nobody, before the system call that caused it returns; it is applied to the watches
 * later, by whoever finds that not all is settled. All methods may be called by any thread, {@link #drain} by one at a time. None throws.
 */
public interface KernelSource {
  /** Whether everything that the kernel has handed out was drained: a load or two, on the path of every hit. */
  boolean settled();

  /**
   * Twice the number of events that the kernel has handed out, and 1 more while it may be handing out another one: for telling what came
   * before what. The thread that caused an event goes on while this is odd at the earliest. Called by hooks, so it keeps their rules.
   */
  long progress();

  /**
   * Hands over what came since the last time, oldest first, and is settled then unless more came meanwhile.
   *
   * @return false if one is on its way for so long that it was not waited for
   */
  boolean drain(Sink sink);

  /**
   * Has the kernel tell of changes of the pages around {@code [start, end)} from now on, until they are unmapped.
   *
   * @return false if it refuses; the reason is counted and told by whoever implements this
   */
  boolean watch(long start, long end);

  /**
   * Whether all of {@code [start, end)}, whole pages, is mapped and has been asked to be told of since it was: a system call. What has been
   * drained until then is not looked at.
   */
  boolean covers(long start, long end);

  /** What happened. The ordinals are fixed. */
  enum Kind {
    /** The range is unmapped, or was mapped over: after the change. */
    UNMAPPED,
    /** The range's pages are about to be taken away: before the change, and nothing comes after it. */
    REMOVED,
    /** The range was moved somewhere else: after the change. */
    MOVED
  }

  /** Takes what is drained; called by one thread at a time. */
  interface Sink {
    /**
     * One event.
     *
     * @param position how many came before it
     */
    void changed(Kind kind, long start, long end, long position);

    /** Some events were lost, so all may have changed. */
    void lost();
  }
}
