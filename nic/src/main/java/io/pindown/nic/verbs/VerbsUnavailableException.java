package io.pindown.nic.verbs;

/** There is no libibverbs, or no RDMA device, or not the one that was asked for; the message says which and what to do. */
public final class VerbsUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  VerbsUnavailableException(String message) {
    super(message);
  }
}
