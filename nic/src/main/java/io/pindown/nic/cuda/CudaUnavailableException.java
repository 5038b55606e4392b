package io.pindown.nic.cuda;

/** There is no CUDA driver, or no device, or not the one that was asked for; the message says which and what to do. */
public final class CudaUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CudaUnavailableException(String message) {
    super(message);
  }
}
