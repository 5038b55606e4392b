package io.pindown.nic.verbs;

import io.pindown.nic.ffi.Errno;

/** A verb failed and said why by an errno. */
public final class VerbsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String verb;
  private final int errno;

  /** {@code detail}: what was asked for and what the caller can do, appended to the message; may be null. */
  VerbsException(String verb, int errno, String detail) {
    super(verb + ": " + Errno.describe(errno) + (detail == null ? "" : "; " + detail));
    this.verb = verb;
    this.errno = errno;
  }

  /** The C function that failed. */
  public String verb() {
    return verb;
  }

  /** Above 0. */
  public int errno() {
    return errno;
  }

  /** Throws if {@code errno}, as a verb returned it, is not 0. Some return it negated. */
  static void check(String verb, int errno) {
    if (errno != 0) {
      throw new VerbsException(verb, Math.abs(errno), null);
    }
  }

  /** Passes a pointer on, or throws if it is an errno, negated. */
  static long made(String verb, long pointer) {
    if (pointer <= 0) {
      throw new VerbsException(verb, pointer == 0 ? Errno.EIO : (int) -pointer, null);
    }
    return pointer;
  }
}
