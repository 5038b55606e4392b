package io.pindown.nic.uring;

import java.util.Objects;

/** A ring did not register memory, or did not deregister it. The cause, where there is one, is the system call's failure. */
public final class RegionException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public enum Reason {
    /** The kernel has no room for more pinned pages: most often RLIMIT_MEMLOCK. Closing another region may help. */
    MEMLOCK,
    /** All slots of the ring's table are taken. Closing another region helps. */
    TABLE_FULL,
    /** Nothing is mapped there, or what is mapped cannot be pinned for writing. */
    BAD_ADDRESS,
    /** The ring is closed. */
    CLOSED,
    /** Anything else. */
    OTHER
  }

  private final Reason reason;

  RegionException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = Objects.requireNonNull(reason, "reason");
  }

  public Reason reason() {
    return reason;
  }
}
