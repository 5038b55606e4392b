package io.pindown.agent.control;

/** Text that is no message, or one of another version; the message says where it is wrong. */
public final class MessageException extends Exception {
  private static final long serialVersionUID = 1L;

  MessageException(String message) {
    super(message);
  }
}
