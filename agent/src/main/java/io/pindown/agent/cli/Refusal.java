package io.pindown.agent.cli;

/** A command that could not be carried out; the message says why and what to do. */
final class Refusal extends Exception {
  private static final long serialVersionUID = 1L;

  /** Why; each has an exit status of its own, which {@code docs/guide.md} lists. */
  enum Reason {
    /** The agent has answered that it cannot do that, or not now. */
    REFUSED(1),
    NO_PROCESS(10),
    NOT_A_JVM(11),
    OTHER_USER(12),
    ATTACH_DISABLED(13),
    DYNAMIC_LOADING_OFF(14),
    STOPPED(15),
    NO_ANSWER(16),
    ENDED(17),
    NO_ATTACH_MODULE(18),
    OTHER_AGENT(19),
    NOT_ATTACHED(20),
    NOT_REACHABLE(21),
    /** What was to be written here could not be. */
    NOT_WRITTEN(22);

    private final int status;

    Reason(int status) {
      this.status = status;
    }

    int status() {
      return status;
    }
  }

  private final Reason reason;

  Refusal(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  Reason reason() {
    return reason;
  }
}
