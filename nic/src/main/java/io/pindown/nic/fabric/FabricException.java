package io.pindown.nic.fabric;

import io.pindown.nic.ffi.Errno;

/** A call of libfabric failed. The message has the call, the error's name and number, and what {@code fi_strerror} says. */
public class FabricException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Names of libfabric's own errors, from 256 on. */
  private static final String[] NAMES = {
    "FI_EOTHER", "FI_ETOOSMALL", "FI_EOPBADSTATE", "FI_EAVAIL", "FI_EBADFLAGS", "FI_ENOEQ", "FI_EDOMAIN", "FI_ENOCQ", "FI_ECRC", "FI_ETRUNC",
    "FI_ENOKEY", "FI_ENOAV", "FI_EOVERRUN", "FI_ENORX"
  };

  private final String call;
  private final int error;

  /**
   * @param call the C function, or the operation, that failed
   * @param error what it returned, below 0, or the error's number, above 0
   * @param detail what was asked for and what the caller can do, appended to the message; may be null
   */
  FabricException(String call, int error, String detail) {
    super(call + ": " + describe(Math.abs(error)) + (detail == null ? "" : "; " + detail));
    this.call = call;
    this.error = Math.abs(error);
  }

  public final String call() {
    return call;
  }

  /** The error's number, above 0: an errno, or from 256 on one of libfabric's own. */
  public final int error() {
    return error;
  }

  /** The name, such as {@code FI_ETRUNC} or {@code ENOMEM}. */
  public static String name(int error) {
    int own = error - FabricConstants.FI_EOTHER;
    return own >= 0 && own < NAMES.length ? NAMES[own] : Errno.name(error);
  }

  private static String describe(int error) {
    return name(error) + " (" + error + ", " + Functions.strerror(error) + ")";
  }

  /** Passes a result from 0 on; throws for one below. */
  static long check(String call, long result) {
    if (result < 0) {
      throw new FabricException(call, (int) result, null);
    }
    return result;
  }
}
