package io.pindown.nic.cuda;

import java.util.function.IntSupplier;

/**
 * A queue of work for the device, done in order. Thread-safe; work of several threads is queued in the order of their calls.
 *
 * <p>Copies are asynchronous if all of the host memory is registered, by one {@link HostRegistration}: then the memory must stay as it is, and registered,
 * until the copy is done. If none of it is, the driver copies by way of memory of its own, and the call mostly returns when that is done. If a part
 * is, the driver refuses.
 */
public final class Stream extends ContextObject {
  private final long handle;

  Stream(CudaContext context, long handle) {
    super(context);
    this.handle = handle;
  }

  /** For other libraries: a CUstream, of use as long as this is open. */
  public long handle() {
    return handle;
  }

  /**
   * Queues a copy from host memory.
   *
   * @param address first byte in the host's memory
   * @param bytes 0 or more
   * @throws CudaException if the driver refuses; nothing of this copy is queued then
   */
  public void copyToDevice(long address, long bytes, DeviceMemory target, long offset) {
    long to = target.part(offset, bytes);
    copy("cuMemcpyHtoDAsync_v2", bytes, target, () -> context().calls().cuMemcpyHtoDAsync(to, address, bytes, handle));
  }

  /** Queues a copy to host memory: as {@link #copyToDevice}. */
  public void copyFromDevice(DeviceMemory source, long offset, long address, long bytes) {
    long from = source.part(offset, bytes);
    copy("cuMemcpyDtoHAsync_v2", bytes, source, () -> context().calls().cuMemcpyDtoHAsync(address, from, bytes, handle));
  }

  private void copy(String name, long bytes, DeviceMemory memory, IntSupplier call) {
    memory.enter();
    try {
      if (bytes > 0) {
        context().driver().check(name, use(call));
      }
    } finally {
      memory.leave();
    }
  }

  /** Has the event stand for all that is in this stream now. */
  public void record(Event event) {
    with(event, "cuEventRecord", () -> context().calls().cuEventRecord(event.handle(), handle));
  }

  /** Has what is queued from now on wait for the event as it was last recorded, maybe in another stream. */
  public void waitFor(Event event) {
    with(event, "cuStreamWaitEvent", () -> context().calls().cuStreamWaitEvent(handle, event.handle(), 0));
  }

  private void with(Event event, String name, IntSupplier call) {
    event.enter();
    try {
      context().driver().check(name, use(call));
    } finally {
      event.leave();
    }
  }

  /**
   * Whether all that was queued is done.
   *
   * @throws CudaException if something of it has failed
   */
  public boolean isComplete() {
    int result = use(() -> context().calls().cuStreamQuery(handle));
    if (result == CudaConstants.CUDA_ERROR_NOT_READY) {
      return false;
    }
    context().driver().check("cuStreamQuery", result);
    return true;
  }

  /** Waits until all that was queued is done. */
  public void synchronize() {
    context().driver().check("cuStreamSynchronize", use(() -> context().calls().cuStreamSynchronize(handle)));
  }

  /** Waits for its work first, so that nobody's memory is in use behind it. */
  @Override
  void destroy() {
    try {
      context().call("cuStreamSynchronize", () -> context().calls().cuStreamSynchronize(handle));
    } finally {
      context().call("cuStreamDestroy_v2", () -> context().calls().cuStreamDestroy(handle));
    }
  }

  @Override
  public String toString() {
    return "Stream 0x" + Long.toHexString(handle);
  }
}
