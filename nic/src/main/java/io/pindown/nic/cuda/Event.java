package io.pindown.nic.cuda;

/** A point in a stream, once it was recorded there. Thread-safe. */
public final class Event extends ContextObject {
  private final long handle;

  Event(CudaContext context, long handle) {
    super(context);
    this.handle = handle;
  }

  long handle() {
    return handle;
  }

  /**
   * Whether all that was in the stream when the event was last recorded is done; true if it never was.
   *
   * @throws CudaException if something of it has failed
   */
  public boolean isComplete() {
    int result = use(() -> context().calls().cuEventQuery(handle));
    if (result == CudaConstants.CUDA_ERROR_NOT_READY) {
      return false;
    }
    context().driver().check("cuEventQuery", result);
    return true;
  }

  /** Waits until {@link #isComplete}. */
  public void synchronize() {
    context().driver().check("cuEventSynchronize", use(() -> context().calls().cuEventSynchronize(handle)));
  }

  @Override
  void destroy() {
    context().call("cuEventDestroy_v2", () -> context().calls().cuEventDestroy(handle));
  }

  @Override
  public String toString() {
    return "Event 0x" + Long.toHexString(handle);
  }
}
