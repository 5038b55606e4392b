package io.pindown.nic.uring;

import static io.pindown.nic.ffi.LibcConstants.MAP_POPULATE;
import static io.pindown.nic.ffi.LibcConstants.MAP_SHARED;
import static io.pindown.nic.ffi.LibcConstants.PROT_READ;
import static io.pindown.nic.ffi.LibcConstants.PROT_WRITE;
import static io.pindown.nic.uring.UringLayouts.CQE$LAYOUT;
import static io.pindown.nic.uring.UringLayouts.PARAMS$LAYOUT;
import static io.pindown.nic.uring.UringLayouts.SQE$LAYOUT;
import static io.pindown.nic.uring.UringLayouts.offset;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.pindown.nic.ffi.Libc;
import io.pindown.nic.ffi.NativeException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A ring's descriptor and the two mappings that it shares with the kernel: both queues, and the submission entries. The mappings end
 * with the arena; the descriptor with {@link #closeDescriptor}.
 */
final class RingMemory {
  private static final long SQ_ENTRIES = offset(PARAMS$LAYOUT, "sq_entries");
  private static final long CQ_ENTRIES = offset(PARAMS$LAYOUT, "cq_entries");
  private static final long FLAGS = offset(PARAMS$LAYOUT, "flags");
  private static final long FEATURES = offset(PARAMS$LAYOUT, "features");
  private static final long SQ_ARRAY = offset(PARAMS$LAYOUT, "sq_off", "array");
  private static final long CQ_CQES = offset(PARAMS$LAYOUT, "cq_off", "cqes");

  /** What all the code here relies on; kernels from 5.13 on have them. */
  static final int NEEDED_FEATURES =
      UringConstants.IORING_FEAT_SINGLE_MMAP
          | UringConstants.IORING_FEAT_NODROP
          | UringConstants.IORING_FEAT_EXT_ARG
          | UringConstants.IORING_FEAT_RSRC_TAGS;

  private final int fd;
  private final MemorySegment params;
  private final MemorySegment queues;
  private final MemorySegment entries;

  private RingMemory(int fd, MemorySegment params, MemorySegment queues, MemorySegment entries) {
    this.fd = fd;
    this.params = params;
    this.queues = queues;
    this.entries = entries;
  }

  /**
   * Creates a ring and maps it. No flag is set that ties a ring to one thread (SINGLE_ISSUER, DEFER_TASKRUN), because regions come and
   * go in any thread; and not COOP_TASKRUN, because a completion must not wait for the submitting thread to enter the kernel again.
   *
   * @throws NativeException from io_uring_setup, or mmap
   */
  static RingMemory create(int submissionEntries, int completionEntries, Arena arena) {
    MemorySegment params = arena.allocate(PARAMS$LAYOUT);
    params.set(JAVA_INT, FLAGS, UringConstants.IORING_SETUP_CQSIZE | UringConstants.IORING_SETUP_SUBMIT_ALL);
    params.set(JAVA_INT, CQ_ENTRIES, completionEntries);
    int fd = NativeException.check("io_uring_setup", SystemCalls.io_uring_setup(submissionEntries, params));
    try {
      if ((params.get(JAVA_INT, FEATURES) & NEEDED_FEATURES) != NEEDED_FEATURES) {
        return new RingMemory(fd, params, MemorySegment.NULL, MemorySegment.NULL);
      }
      long arrayEnd = unsigned(params, SQ_ARRAY) + unsigned(params, SQ_ENTRIES) * Integer.BYTES;
      long cqesEnd = unsigned(params, CQ_CQES) + unsigned(params, CQ_ENTRIES) * CQE$LAYOUT.byteSize();
      MemorySegment queues = map(fd, Math.max(arrayEnd, cqesEnd), UringConstants.IORING_OFF_SQ_RING, arena);
      MemorySegment entries =
          map(fd, unsigned(params, SQ_ENTRIES) * SQE$LAYOUT.byteSize(), UringConstants.IORING_OFF_SQES, arena);
      return new RingMemory(fd, params, queues, entries);
    } catch (Throwable t) {
      Libc.close(fd);
      throw t;
    }
  }

  private static MemorySegment map(int fd, long size, long offset, Arena arena) {
    long address =
        NativeException.check("mmap of the ring", Libc.mmap(0, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, fd, offset));
    return MemorySegment.ofAddress(address).reinterpret(size, arena, gone -> Libc.munmap(address, size));
  }

  private static long unsigned(MemorySegment segment, long offset) {
    return Integer.toUnsignedLong(segment.get(JAVA_INT, offset));
  }

  int fd() {
    return fd;
  }

  int features() {
    return params.get(JAVA_INT, FEATURES);
  }

  boolean hasNeededFeatures() {
    return (features() & NEEDED_FEATURES) == NEEDED_FEATURES;
  }

  /** Both queues' heads, tails, masks and the completion entries, at offsets of {@link #offsetOf}. */
  MemorySegment queues() {
    return queues;
  }

  /** The submission entries. */
  MemorySegment entries() {
    return entries;
  }

  /** Where in {@link #queues} the kernel put a field of {@code sq_off} or {@code cq_off}. */
  long offsetOf(String queue, String field) {
    return unsigned(params, offset(PARAMS$LAYOUT, queue, field));
  }

  void closeDescriptor() {
    Libc.close(fd);
  }
}
