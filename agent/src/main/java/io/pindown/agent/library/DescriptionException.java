package io.pindown.agent.library;

/** A description that cannot be used; the message names the line and says what is allowed. */
public final class DescriptionException extends Exception {
  private static final long serialVersionUID = 1L;

  DescriptionException(String message) {
    super(message);
  }
}
