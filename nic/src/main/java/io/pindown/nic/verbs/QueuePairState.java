package io.pindown.nic.verbs;

/** The states of a queue pair, in the order of enum ibv_qp_state. */
public enum QueuePairState {
  RESET,
  INIT,
  /** Ready to receive. */
  RTR,
  /** Ready to send. */
  RTS,
  /** Send queue drained. */
  SQD,
  /** Send queue in error. */
  SQE,
  /** In error: what is posted is flushed. */
  ERR;

  private static final QueuePairState[] VALUES = values();

  static QueuePairState of(int value) {
    return VALUES[Arguments.range("state", value, 0, VALUES.length - 1)];
  }
}
