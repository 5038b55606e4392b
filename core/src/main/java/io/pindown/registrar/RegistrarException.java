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
     * changed, then what lies there and is not in use, and tries again. See {@link RegistrarException#stale}.
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
  private final long start;
  private final long end;

  private RegistrarException(Reason reason, String message, Throwable cause, long start, long end) {
    super(message, cause);
    this.reason = Objects.requireNonNull(reason, "reason");
    this.start = start;
    this.end = end;
  }

  /** A refusal that concerns no other registration's pages: with STALE, all of them. */
  public RegistrarException(Reason reason, String message, Throwable cause) {
    this(reason, message, cause, 0, Long.MAX_VALUE);
  }

  /** A refusal with {@link Reason#STALE}, since all of {@code [start, end)} is registered as one, and has changed in part. */
  public static RegistrarException stale(long start, long end, String message) {
    return new RegistrarException(Reason.STALE, message, null, start, end);
  }

  public RegistrarException(Reason reason, String message) {
    this(reason, message, null);
  }

  public Reason reason() {
    return reason;
  }

  /** First byte of what is in the way, with {@link Reason#STALE}; whoever holds some of that may hold it there. */
  public long start() {
    return start;
  }

  /** The byte behind it. */
  public long end() {
    return end;
  }
}
