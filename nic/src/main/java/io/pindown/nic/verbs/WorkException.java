package io.pindown.nic.verbs;

/** A work request has failed; its queue pair is in the error state now, and what else was posted to it is flushed. */
public final class WorkException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient WorkCompletion completion;

  WorkException(WorkCompletion completion) {
    super(
        "work request " + completion.workId() + " on queue pair " + completion.queuePair() + " failed: " + completion.statusName() + " ("
            + completion.statusText() + "), vendor error 0x" + Integer.toHexString(completion.vendorError()));
    this.completion = completion;
  }

  /** Null if this was serialised. */
  public WorkCompletion completion() {
    return completion;
  }
}
