package io.pindown.nic.uring;

/** Gets the completions of {@link Ring#poll} and {@link Ring#await}, in the thread that called them. May queue and submit operations. */
@FunctionalInterface
public interface CompletionHandler {
  /**
   * One completion. A zero-copy send has two: its result, with {@link Completion#isLast} false, and later the notification that the
   * kernel is done with the memory, with {@link Completion#isNotification} true. All else has one.
   *
   * @param userData what was given when the operation was queued
   * @param result bytes moved; or, below 0, the errno negated
   * @param flags for {@link Completion}
   */
  void completed(long userData, int result, int flags);
}
