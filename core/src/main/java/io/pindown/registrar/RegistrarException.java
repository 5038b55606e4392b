package io.pindown.registrar;

import java.util.Objects;

/** A device refused to register or to deregister. */
public final class RegistrarException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What a cache can do about it. */
  public enum Reason {
    /** A resource is exhausted: locked memory, table slots, device memory. Deregistering something else may help. */
    PRESSURE,
    /**
     * The device registers a page only once, and what it has registered there is of memory that has changed since. The cache deregisters what it knows to have
     * changed, and tries again.
     */
    STALE,
    /** The memory does not allow the access that was asked for. */
    ACCESS,
    /** Nothing that can be pinned lies at the address. */
    ADDRESS,
    /** The device context is closed. */
    CLOSED,
    /** Anything else. */
    OTHER
  }

  private final Reason reason;

  public RegistrarException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = Objects.requireNonNull(reason, "reason");
  }

  public RegistrarException(Reason reason, String message) {
    this(reason, message, null);
  }

  public Reason reason() {
    return reason;
  }
}
