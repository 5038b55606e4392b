package io.pindown.nic.ucx;

/** A function of UCX has refused. */
public final class UcxException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Why, as far as UCX tells. */
  public enum Reason {
    /** No memory, no room, over a limit. */
    PRESSURE,
    /** The memory is not there, or not as it must be. */
    ADDRESS,
    /** Rights that the devices do not have. */
    ACCESS,
    /** Anything else; most devices' refusals are {@code UCS_ERR_IO_ERROR}, with the cause in UCX's own log only. */
    OTHER
  }

  private final int status;

  UcxException(String function, int status) {
    super(function + " failed: ucs_status_t " + status + "; UCX's log has more (UCX_LOG_LEVEL)");
    this.status = status;
  }

  static void check(String function, int status) {
    if (status != UcpConstants.UCS_OK) {
      throw new UcxException(function, status);
    }
  }

  /** The {@code ucs_status_t}, below 0. */
  public int status() {
    return status;
  }

  public Reason reason() {
    return switch (status) {
      case UcpConstants.UCS_ERR_NO_MEMORY, UcpConstants.UCS_ERR_NO_RESOURCE, UcpConstants.UCS_ERR_EXCEEDS_LIMIT -> Reason.PRESSURE;
      case UcpConstants.UCS_ERR_INVALID_ADDR -> Reason.ADDRESS;
      case UcpConstants.UCS_ERR_UNSUPPORTED -> Reason.ACCESS;
      default -> Reason.OTHER;
    };
  }
}
