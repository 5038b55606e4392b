package io.pindown.nic.registrar;

import io.pindown.nic.cuda.DeviceMemory;
import io.pindown.nic.cuda.HostRegistration;
import io.pindown.nic.cuda.Stream;
import io.pindown.nic.registrar.Extents.Extent;
import io.pindown.nic.registrar.Extents.Hold;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Host memory that a {@link CudaRegistrar} has pinned: whole pages, by one registration with the driver or by several next to each other, which other
 * ranges may share. Thread-safe.
 *
 * <p>The driver wants the host's side of a copy inside of one registration; the copies here are cut accordingly.
 */
public final class PinnedRange {
  private final long address;
  private final long length;
  private final int access;
  private final Hold<HostRegistration> hold;
  private final List<HostRegistration> registrations;
  private final AtomicBoolean released = new AtomicBoolean();

  PinnedRange(long address, long length, int access, Hold<HostRegistration> hold) {
    this.address = address;
    this.length = length;
    this.access = access;
    this.hold = hold;
    this.registrations = hold.extents().stream().map(Extent::pinned).toList();
  }

  public long address() {
    return address;
  }

  /** Bytes, whole pages. */
  public long length() {
    return length;
  }

  /** The access that was asked for. */
  public int access() {
    return access;
  }

  /** The driver's registrations that cover the range, in order; the first and the last may go beyond it. */
  public List<HostRegistration> registrations() {
    return registrations;
  }

  /** For deregistering: true for the first caller. */
  boolean release() {
    return released.compareAndSet(false, true);
  }

  Hold<HostRegistration> hold() {
    return hold;
  }

  /**
   * Queues a copy of {@code [start, start + bytes)} of this range. Keep it registered until that is done: see {@link CudaCopies}.
   *
   * @throws IndexOutOfBoundsException if that is not inside of the range, or the device memory is too small
   * @throws io.pindown.nic.cuda.CudaException if the driver refuses; a part may have been queued then
   */
  public void copyToDevice(long start, long bytes, DeviceMemory target, long offset, Stream stream) {
    each(start, bytes, target, offset, stream::copyToDevice);
  }

  /** Queues a copy into this range: as {@link #copyToDevice}. The access must have LOCAL_WRITE. */
  public void copyFromDevice(DeviceMemory source, long offset, long start, long bytes, Stream stream) {
    each(start, bytes, source, offset, (at, part, memory, place) -> stream.copyFromDevice(memory, place, at, part));
  }

  private interface Copy {
    void queue(long address, long bytes, DeviceMemory memory, long offset);
  }

  private void each(long start, long bytes, DeviceMemory memory, long offset, Copy copy) {
    long from = start - address;
    if (bytes < 0 || from < 0 || from > length - bytes) {
      throw new IndexOutOfBoundsException("[0x" + Long.toHexString(start) + ", +" + bytes + ") is not inside " + this);
    }
    if (bytes < 0 || offset < 0 || offset > memory.length() - bytes) {
      throw new IndexOutOfBoundsException(bytes + " bytes at " + offset + " are not inside " + memory); // before anything is queued
    }
    long end = start + bytes;
    for (HostRegistration registration : registrations) {
      long at = Math.max(start, registration.address());
      long to = Math.min(end, registration.address() + registration.length());
      if (at < to) {
        copy.queue(at, to - at, memory, offset + (at - start));
      }
    }
  }

  @Override
  public String toString() {
    return "PinnedRange [0x" + Long.toHexString(address) + ", +" + length + "), access 0x" + Integer.toHexString(access);
  }
}
