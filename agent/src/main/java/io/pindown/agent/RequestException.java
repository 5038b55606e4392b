package io.pindown.agent;

/** A command that cannot be met; the message says why, and nothing was changed. */
public final class RequestException extends Exception {
  private static final long serialVersionUID = 1L;

  public RequestException(String message) {
    super(message);
  }
}
