package io.pindown.nic.uring;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Memory registered with a ring: pinned, and known to the kernel by its index in the ring's table, until it is closed. Thread-safe.
 *
 * <p>A region is of the pages that lay behind its address when it was registered. It does not keep the memory alive, and it does not
 * follow when the address is unmapped and mapped again: an operation then moves the old pages' bytes.
 *
 * <p>Close a region when the operations that use it have completed, or at least were submitted: those still in the submission queue
 * would find its slot empty, or with something else in it. Pages of submitted operations stay pinned until these are done.
 */
public final class Region implements AutoCloseable {
  private static final VarHandle CLOSED;

  static {
    try {
      CLOSED = MethodHandles.lookup().findVarHandle(Region.class, "closed", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Ring ring;
  private final int index;
  private final long address;
  private final long length;
  /** The region that owns the slot; this one, unless this is a view. */
  private final Region owner;

  @SuppressWarnings("FieldMayBeFinal")
  private volatile boolean closed;

  /**
   * Reserved for a transparent registration cache, which keeps here what it must release when an application closes this region. This
   * library never touches it.
   */
  @SuppressWarnings("unused")
  private Object lease;

  Region(Ring ring, int index, long address, long length) {
    this.ring = ring;
    this.index = index;
    this.address = address;
    this.length = length;
    this.owner = this;
  }

  private Region(Region owner, long address, long length) {
    this.ring = owner.ring;
    this.index = owner.index;
    this.address = address;
    this.length = length;
    this.owner = owner;
  }

  public Ring ring() {
    return ring;
  }

  /** The slot in the ring's table, 0 to 16,383. */
  public int index() {
    return index;
  }

  public long address() {
    return address;
  }

  /** Bytes, above 0. */
  public long length() {
    return length;
  }

  /** Whether this is a part of another region's registration. */
  public boolean isView() {
    return owner != this;
  }

  /** Whether operations may use it: neither it, nor the region that it is a view of, nor the ring is closed. */
  public boolean isOpen() {
    return !closed && !owner.closed && ring.isOpen();
  }

  /**
   * Another region over a part of this registration, with the same index. Closing a view deregisters nothing; a view is of no use any
   * more once the region with the registration is closed.
   *
   * @throws IndexOutOfBoundsException if it is not a part
   */
  public Region view(long viewAddress, long viewLength) {
    checkContains(viewAddress, viewLength);
    return new Region(owner, viewAddress, viewLength);
  }

  /**
   * Deregisters, the first time; has no effect later, nor once the ring is closed. Of several threads one does it; another may return
   * before it is done.
   *
   * @throws RegionException if the kernel refuses
   */
  @Override
  public void close() {
    if (CLOSED.compareAndSet(this, false, true)) {
      release();
    }
  }

  /** The end of this region, run once. A transparent cache replaces this method for the regions that it handed out. */
  private void release() {
    if (!isView()) {
      ring.table().clear(index);
    }
  }

  /**
   * What {@link #close} does, never through a cache: for the cache itself.
   *
   * @throws RegionException if the kernel refuses
   */
  public void unpin() {
    if (CLOSED.compareAndSet(this, false, true) && !isView()) {
      ring.table().clear(index);
    }
  }

  void checkContains(long start, long size) {
    // start - address wraps for a start far away, and is then negative or too large: one comparison serves all cases.
    long from = start - address;
    if (size < 1 || from < 0 || from > length - size) {
      throw new IndexOutOfBoundsException("[0x" + Long.toHexString(start) + ", +" + size + ") is not inside " + this);
    }
  }

  @Override
  public String toString() {
    return "Region " + index + " [0x" + Long.toHexString(address) + ", +" + length + ")" + (isView() ? " (view)" : "") + (closed ? " (closed)" : "");
  }
}
