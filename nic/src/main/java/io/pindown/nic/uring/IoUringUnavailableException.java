package io.pindown.nic.uring;

/** The kernel, a sandbox or a limit forbids io_uring here; the message names the setting. */
public final class IoUringUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  IoUringUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
