package io.pindown.agent;

/** An option that cannot be used; the message names it, where it came from, and what is allowed. */
public final class OptionException extends Exception {
  private static final long serialVersionUID = 1L;

  OptionException(String message) {
    super(message);
  }
}
