package io.pindown.nic.cuda;

/** Memory on a device. Thread-safe. */
public final class DeviceMemory extends ContextObject {
  private final long pointer;
  private final long length;

  DeviceMemory(CudaContext context, long pointer, long length) {
    super(context);
    this.pointer = pointer;
    this.length = length;
  }

  /** Its address on the device, for kernels and other libraries; of use as long as this is open. */
  public long pointer() {
    return pointer;
  }

  /** Bytes, above 0. */
  public long length() {
    return length;
  }

  /** The device address of a part that a copy is for. */
  long part(long offset, long bytes) {
    if (bytes < 0 || offset < 0 || offset > length - bytes) {
      throw new IndexOutOfBoundsException(bytes + " bytes at " + offset + " are not inside " + this);
    }
    return pointer + offset;
  }

  /** Frees it after all that the context was told to do, since that may be to copy from here. */
  @Override
  void destroy() {
    try {
      context().finish();
    } finally {
      context().call("cuMemFree_v2", () -> context().calls().cuMemFree(pointer));
    }
  }

  @Override
  public String toString() {
    return "DeviceMemory of " + length + " bytes at 0x" + Long.toHexString(pointer);
  }
}
