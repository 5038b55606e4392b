package io.pindown.nic.cuda;

/** A call of the CUDA driver failed. Some failures are those of work that was begun long before, and told by the next call, whatever that is. */
public final class CudaException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What to do about it. */
  public enum Reason {
    /** No room for more, of the device's or of pinned memory. Freeing something else may help. */
    LIMIT,
    /** Memory of that kind, or that use of it, is not supported or not permitted. */
    ACCESS,
    /** A range, flag or other value that the driver refuses: memory that is not mapped, above all. */
    VALUE,
    /** The context is gone, or was never there. */
    CLOSED,
    /** The range shares a page with one that is registered already. */
    REGISTERED,
    /** Anything else. */
    OTHER
  }

  private final String call;
  private final int result;
  private final String resultName;

  CudaException(String call, int result, String resultName, String description, String detail) {
    super(call + ": " + resultName + " (" + result + ")" + (description == null ? "" : ", " + description) + (detail == null ? "" : "; " + detail));
    this.call = call;
    this.result = result;
    this.resultName = resultName;
  }

  /** The C function that failed. */
  public String call() {
    return call;
  }

  /** The CUresult, not 0. */
  public int result() {
    return result;
  }

  /** Its name in cuda.h, such as {@code CUDA_ERROR_OUT_OF_MEMORY}. */
  public String resultName() {
    return resultName;
  }

  public Reason reason() {
    return switch (result) {
      case CudaConstants.CUDA_ERROR_OUT_OF_MEMORY -> Reason.LIMIT;
      case CudaConstants.CUDA_ERROR_NOT_PERMITTED, CudaConstants.CUDA_ERROR_NOT_SUPPORTED -> Reason.ACCESS;
      case CudaConstants.CUDA_ERROR_INVALID_VALUE -> Reason.VALUE;
      case CudaConstants.CUDA_ERROR_NOT_INITIALIZED,
          CudaConstants.CUDA_ERROR_DEINITIALIZED,
          CudaConstants.CUDA_ERROR_INVALID_CONTEXT,
          CudaConstants.CUDA_ERROR_CONTEXT_IS_DESTROYED -> Reason.CLOSED;
      case CudaConstants.CUDA_ERROR_HOST_MEMORY_ALREADY_REGISTERED -> Reason.REGISTERED;
      default -> Reason.OTHER;
    };
  }
}
