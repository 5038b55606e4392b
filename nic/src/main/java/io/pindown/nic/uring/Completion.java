package io.pindown.nic.uring;

import io.pindown.nic.ffi.NativeException;

/** Reads the flags and the result of a completion. */
public final class Completion {
  private Completion() {}

  /** Whether no further completion of this operation follows; from then on its memory is the application's again. */
  public static boolean isLast(int flags) {
    return (flags & UringConstants.IORING_CQE_F_MORE) == 0;
  }

  /** Whether this is the notification of a zero-copy send, whose result came before. */
  public static boolean isNotification(int flags) {
    return (flags & UringConstants.IORING_CQE_F_NOTIF) != 0;
  }

  /**
   * The result, if the operation succeeded.
   *
   * @param operation how the exception calls the operation
   * @throws NativeException if it is an error
   */
  public static int check(String operation, int result) {
    return NativeException.check(operation, result);
  }
}
