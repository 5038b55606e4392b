package io.pindown.nic.uring;

import static io.pindown.nic.uring.UringLayouts.IOVEC$LAYOUT;
import static io.pindown.nic.uring.UringLayouts.RSRC_REGISTER$LAYOUT;
import static io.pindown.nic.uring.UringLayouts.RSRC_UPDATE2$LAYOUT;
import static io.pindown.nic.uring.UringLayouts.offset;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.pindown.nic.ffi.Errno;
import io.pindown.nic.ffi.Gate;
import io.pindown.nic.ffi.NativeException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The ring's table of fixed buffers: a sparse table in the kernel, of which single slots are filled and cleared. Thread-safe.
 *
 * <p>Each slot owns the memory of its own request to the kernel, written once but for address and length. Whoever has taken the slot
 * from the allocator is alone with that memory, so registering needs neither a lock nor an allocation.
 */
final class BufferTable {
  private static final long STRIDE = 64;
  private static final long VECTOR = RSRC_UPDATE2$LAYOUT.byteSize();
  private static final long BASE = VECTOR + offset(IOVEC$LAYOUT, "iov_base");
  private static final long LENGTH = VECTOR + offset(IOVEC$LAYOUT, "iov_len");

  private final int fd;
  private final Gate gate;
  private final SlotAllocator slots;
  private final MemorySegment requests;

  /**
   * Makes the table.
   *
   * @param gate open as long as {@code fd} is
   * @throws NativeException if the kernel refuses
   */
  BufferTable(int fd, Gate gate, int capacity, Arena arena) {
    this.fd = fd;
    this.gate = gate;
    slots = new SlotAllocator(capacity);
    MemorySegment table = arena.allocate(RSRC_REGISTER$LAYOUT);
    table.set(JAVA_INT, offset(RSRC_REGISTER$LAYOUT, "nr"), capacity);
    table.set(JAVA_INT, offset(RSRC_REGISTER$LAYOUT, "flags"), UringConstants.IORING_RSRC_REGISTER_SPARSE);
    NativeException.check(
        "io_uring_register(BUFFERS2)",
        SystemCalls.io_uring_register(fd, UringConstants.IORING_REGISTER_BUFFERS2, table.address(), (int) table.byteSize()));
    requests = arena.allocate(capacity * STRIDE, STRIDE);
    for (int slot = 0; slot < capacity; slot++) {
      long request = slot * STRIDE;
      requests.set(JAVA_INT, request + offset(RSRC_UPDATE2$LAYOUT, "offset"), slot);
      requests.set(JAVA_LONG, request + offset(RSRC_UPDATE2$LAYOUT, "data"), requests.address() + request + VECTOR);
      requests.set(JAVA_INT, request + offset(RSRC_UPDATE2$LAYOUT, "nr"), 1);
    }
  }

  int capacity() {
    return slots.capacity();
  }

  int used() {
    return slots.capacity() - slots.free();
  }

  /**
   * Pins memory and returns its slot.
   *
   * @throws RegionException if that fails; nothing is left then
   */
  int fill(long address, long length) {
    if (!gate.enter()) {
      throw new RegionException(RegionException.Reason.CLOSED, "the ring is closed", null);
    }
    try {
      int slot = slots.take();
      if (slot < 0) {
        throw RegionFailures.tableFull(slots.capacity(), address, length);
      }
      int result = update(slot, address, length);
      if (result < 0) {
        slots.give(slot);
        throw RegionFailures.notRegistered(-result, address, length);
      }
      return slot;
    } finally {
      gate.leave();
    }
  }

  /**
   * Unpins what {@code slot} holds. Without effect once the ring is closed, as closing it has unpinned everything.
   *
   * @throws RegionException if the kernel refuses; the slot then is lost until the ring closes
   */
  void clear(int slot) {
    if (!gate.enter()) {
      return;
    }
    try {
      int result = update(slot, 0, 0);
      if (result < 0) {
        throw RegionFailures.notDeregistered(-result, slot);
      }
      slots.give(slot);
    } finally {
      gate.leave();
    }
  }

  /** Unpins everything at once, for a ring whose gate is closed. Closing the descriptor does it too, but only some time later. */
  void unregister() {
    SystemCalls.io_uring_register(fd, UringConstants.IORING_UNREGISTER_BUFFERS, 0, 0);
  }

  private int update(int slot, long address, long length) {
    long request = slot * STRIDE;
    requests.set(JAVA_LONG, request + BASE, address);
    requests.set(JAVA_LONG, request + LENGTH, length);
    int result;
    do {
      result =
          SystemCalls.io_uring_register(
              fd, UringConstants.IORING_REGISTER_BUFFERS_UPDATE, requests.address() + request, (int) RSRC_UPDATE2$LAYOUT.byteSize());
    } while (result == -Errno.EINTR);
    return result;
  }
}
