package io.pindown.nic.ucx;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/** Memory registered with UCX, until it is closed. Thread-safe. */
public final class UcxMemory implements AutoCloseable {
  private final UcxContext context;
  private final long handle;
  private final long address;
  private final long length;
  private final int access;
  private final AtomicBoolean ended = new AtomicBoolean();

  UcxMemory(UcxContext context, long handle, long address, long length, int access) {
    this.context = context;
    this.handle = handle;
    this.address = address;
    this.length = length;
    this.access = access;
  }

  /** The {@code ucp_mem_h}, for operations that take one ({@code UCP_OP_ATTR_FIELD_MEMH}). */
  public long handle() {
    return handle;
  }

  public long address() {
    return address;
  }

  /** Bytes, above 0. */
  public long length() {
    return length;
  }

  /** As it was asked for. */
  public int access() {
    return access;
  }

  /**
   * What a peer needs to reach it, as {@code ucp_rkey_pack} makes it: a new direct buffer each time.
   *
   * @throws IllegalStateException if this or its context is closed
   */
  public ByteBuffer packedKey() {
    AtomicReference<ByteBuffer> key = new AtomicReference<>();
    if (ended.get() || !context.with(() -> key.set(context.library().packedKey(context.handle(), handle)))) {
      throw new IllegalStateException(this + " is closed");
    }
    return key.get();
  }

  public boolean isOpen() {
    return !ended.get();
  }

  /**
   * Deregisters, once; harmless later, and once its context is closed.
   *
   * @throws UcxException if UCX refuses
   */
  @Override
  public void close() {
    context.with(this::end);
  }

  void end() {
    if (ended.compareAndSet(false, true)) {
      context.forget(this);
      context.library().unmap(context.handle(), handle);
    }
  }

  @Override
  public String toString() {
    return "UCX memory [0x" + Long.toHexString(address) + ", +" + length + ")";
  }
}
