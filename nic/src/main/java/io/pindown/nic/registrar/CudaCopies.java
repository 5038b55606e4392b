package io.pindown.nic.registrar;

import io.pindown.cache.Lease;
import io.pindown.cache.RegistrationCache;
import io.pindown.nic.cuda.DeviceMemory;
import io.pindown.nic.cuda.Event;
import io.pindown.nic.cuda.Stream;
import io.pindown.registrar.Access;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/**
 * Asynchronous copies between a GPU and direct buffers or native segments. Each is leased from a registration cache until the stream has done it, and what it
 * copies from or to is kept reachable as long. Thread-safe.
 *
 * <p>A copy returns when it is queued. What it returns is completed, after the lease was released, by a thread that all copies share, so what is done there must
 * not block; nor may the memory be freed before, or an arena closed. That thread is begun with the first copy.
 */
public final class CudaCopies implements AutoCloseable {
  private final RegistrationCache<PinnedRange> cache;
  private final CopyCompletions completions = new CopyCompletions();

  /**
   * Copies with leases of that cache.
   *
   * @param cache over a {@link CudaRegistrar}; the caller closes it, after this
   */
  public CudaCopies(RegistrationCache<PinnedRange> cache) {
    this.cache = Objects.requireNonNull(cache, "cache");
  }

  /**
   * Queues a copy of a whole segment.
   *
   * @param source a native segment
   * @param offset where in the device memory, in bytes
   * @return completed when the copy is done; exceptionally, with a {@link io.pindown.nic.cuda.CudaException}, if the device has failed
   * @throws IllegalArgumentException if the segment is on the heap
   * @throws IndexOutOfBoundsException if the device memory is too small
   * @throws io.pindown.registrar.RegistrarException if the memory cannot be registered
   * @throws io.pindown.nic.cuda.CudaException if the driver refuses the copy; none of it is under way then
   * @throws IllegalStateException if this, the cache, the stream or the device memory is closed
   */
  public CompletableFuture<Void> toDevice(MemorySegment source, DeviceMemory target, long offset, Stream stream) {
    return copy(source, source, target, offset, stream, Access.LOCAL_READ);
  }

  /** Queues a copy of a direct buffer's remaining bytes; its position stays: see {@link #toDevice(MemorySegment, DeviceMemory, long, Stream)}. */
  public CompletableFuture<Void> toDevice(ByteBuffer source, DeviceMemory target, long offset, Stream stream) {
    return copy(MemorySegment.ofBuffer(source), source, target, offset, stream, Access.LOCAL_READ);
  }

  /** Queues a copy that fills a segment: see {@link #toDevice(MemorySegment, DeviceMemory, long, Stream)}. */
  public CompletableFuture<Void> fromDevice(DeviceMemory source, long offset, MemorySegment target, Stream stream) {
    return copy(target, target, source, offset, stream, Access.LOCAL_WRITE);
  }

  /** Queues a copy that fills a direct buffer's remaining bytes; its position stays: see {@link #toDevice(MemorySegment, DeviceMemory, long, Stream)}. */
  public CompletableFuture<Void> fromDevice(DeviceMemory source, long offset, ByteBuffer target, Stream stream) {
    return copy(MemorySegment.ofBuffer(target), target, source, offset, stream, Access.LOCAL_WRITE);
  }

  private CompletableFuture<Void> copy(MemorySegment host, Object owner, DeviceMemory device, long offset, Stream stream, int access) {
    completions.requireOpen();
    if (!host.isNative()) {
      throw new IllegalArgumentException(host + " is on the heap, where it can move; only direct buffers and native segments can be registered");
    }
    if (access != Access.LOCAL_READ && host.isReadOnly()) {
      throw new IllegalArgumentException(host + " is read-only");
    }
    if (host.byteSize() == 0) {
      return CompletableFuture.completedFuture(null);
    }
    Lease<PinnedRange> lease = cache.acquire(host.address(), host.byteSize(), access, owner);
    return access == Access.LOCAL_READ
        ? toDevice(lease, host.address(), host.byteSize(), device, offset, stream, owner)
        : fromDevice(lease, device, offset, host.address(), host.byteSize(), stream, owner);
  }

  /**
   * Queues a copy of memory that the caller has leased. The lease goes to the copy, which releases it, also if this throws.
   *
   * @param owner what is to stay reachable until the copy is done; null if the caller sees to that
   */
  public CompletableFuture<Void> toDevice(
      Lease<PinnedRange> lease, long address, long bytes, DeviceMemory target, long offset, Stream stream, Object owner) {
    return queue(lease, owner, stream, () -> lease.handle().copyToDevice(address, bytes, target, offset, stream));
  }

  /** Queues a copy to memory that the caller has leased with LOCAL_WRITE: as {@link #toDevice(Lease, long, long, DeviceMemory, long, Stream, Object)}. */
  public CompletableFuture<Void> fromDevice(
      Lease<PinnedRange> lease, DeviceMemory source, long offset, long address, long bytes, Stream stream, Object owner) {
    return queue(lease, owner, stream, () -> {
      if (!Access.covers(lease.access(), Access.LOCAL_WRITE)) {
        throw new IllegalArgumentException("the lease is for reading only; a copy from the device wants LOCAL_WRITE");
      }
      lease.handle().copyFromDevice(source, offset, address, bytes, stream);
    });
  }

  private CompletableFuture<Void> queue(Lease<PinnedRange> lease, Object owner, Stream stream, Runnable copy) {
    Event event = null;
    boolean queued = false;
    boolean begun = false;
    try {
      completions.requireOpen();
      event = completions.event(stream);
      begun = true;
      copy.run();
      stream.record(event);
      CompletableFuture<Void> done = new CompletableFuture<>();
      completions.add(new CopyCompletions.Pending(stream, event, lease, owner, done));
      queued = true;
      return done;
    } finally {
      if (!queued) {
        giveUp(lease, stream, event, begun);
      }
    }
  }

  /** A part may have been queued; the memory is in use until that is done. */
  private static void giveUp(Lease<PinnedRange> lease, Stream stream, Event event, boolean begun) {
    try {
      if (begun && stream.isOpen()) {
        stream.synchronize();
      }
    } catch (RuntimeException e) {
      // the one that is on its way to the caller says why; a stream that cannot be waited for does nothing any more
    } finally {
      lease.release();
      if (event != null) {
        event.close();
      }
    }
  }

  /** Copies that are queued, and not both done and completed. */
  public int pending() {
    return completions.size();
  }

  /**
   * Waits until all copies are done, and what they returned is completed. Harmless the second time.
   *
   * @throws IllegalStateException if called by what runs on the completion of one
   */
  @Override
  public void close() {
    completions.close();
  }
}
