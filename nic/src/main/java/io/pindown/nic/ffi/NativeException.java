package io.pindown.nic.ffi;

/** A native call failed and said why in errno. */
public final class NativeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String call;
  private final int errno;

  /**
   * @param call the C function, or the io_uring operation, that failed
   * @param errno its error number, above 0
   */
  public NativeException(String call, int errno) {
    this(call, errno, null);
  }

  /**
   * @param detail what was asked for and what the caller can do, appended to the message; may be null
   */
  public NativeException(String call, int errno, String detail) {
    super(call + ": " + Errno.describe(errno) + (detail == null ? "" : "; " + detail));
    this.call = call;
    this.errno = errno;
  }

  public String call() {
    return call;
  }

  public int errno() {
    return errno;
  }

  /**
   * Passes a result on, or throws.
   *
   * @param result a result as the kernel gives it: an errno, negated, or a value from 0 on
   * @throws NativeException if it is negative
   */
  public static long check(String call, long result) {
    if (result < 0) {
      throw new NativeException(call, (int) -result);
    }
    return result;
  }

  /** {@link #check(String, long)} for an int. */
  public static int check(String call, int result) {
    if (result < 0) {
      throw new NativeException(call, -result);
    }
    return result;
  }
}
