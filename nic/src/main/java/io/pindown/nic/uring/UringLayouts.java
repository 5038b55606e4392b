package io.pindown.nic.uring;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;

/**
 * The structures that io_uring shares with the kernel. The layout's name is the C type, each member's name the C member; of a union,
 * the member that is used here. The ABI test holds sizes, offsets and member sizes against the compiler.
 */
final class UringLayouts {
  // struct io_uring_sqe { __u8 opcode, flags; __u16 ioprio; __s32 fd; union { __u64 off; ... }; union { __u64 addr; ... }; __u32 len;
  //   union { __u32 msg_flags; ... }; __u64 user_data; union { __u16 buf_index; ... }; __u16 personality;
  //   union { __u32 file_index; ... }; union { struct { __u64 addr3; __u64 __pad2[1]; }; ... }; };
  static final StructLayout SQE$LAYOUT =
      MemoryLayout.structLayout(
              JAVA_BYTE.withName("opcode"),
              JAVA_BYTE.withName("flags"),
              JAVA_SHORT.withName("ioprio"),
              JAVA_INT.withName("fd"),
              JAVA_LONG.withName("off"),
              JAVA_LONG.withName("addr"),
              JAVA_INT.withName("len"),
              JAVA_INT.withName("msg_flags"),
              JAVA_LONG.withName("user_data"),
              JAVA_SHORT.withName("buf_index"),
              JAVA_SHORT.withName("personality"),
              JAVA_INT.withName("file_index"),
              JAVA_LONG.withName("addr3"),
              JAVA_LONG.withName("__pad2"))
          .withName("struct io_uring_sqe");

  // struct io_uring_cqe { __u64 user_data; __s32 res; __u32 flags; __u64 big_cqe[]; };
  static final StructLayout CQE$LAYOUT =
      MemoryLayout.structLayout(JAVA_LONG.withName("user_data"), JAVA_INT.withName("res"), JAVA_INT.withName("flags"))
          .withName("struct io_uring_cqe");

  // struct io_sqring_offsets { __u32 head, tail, ring_mask, ring_entries, flags, dropped, array, resv1; __u64 resv2 or user_addr; };
  static final StructLayout SQRING_OFFSETS$LAYOUT =
      MemoryLayout.structLayout(
              JAVA_INT.withName("head"),
              JAVA_INT.withName("tail"),
              JAVA_INT.withName("ring_mask"),
              JAVA_INT.withName("ring_entries"),
              JAVA_INT.withName("flags"),
              JAVA_INT.withName("dropped"),
              JAVA_INT.withName("array"),
              JAVA_INT.withName("resv1"),
              MemoryLayout.paddingLayout(8))
          .withName("struct io_sqring_offsets");

  // struct io_cqring_offsets { __u32 head, tail, ring_mask, ring_entries, overflow, cqes, flags, resv1; __u64 resv2 or user_addr; };
  static final StructLayout CQRING_OFFSETS$LAYOUT =
      MemoryLayout.structLayout(
              JAVA_INT.withName("head"),
              JAVA_INT.withName("tail"),
              JAVA_INT.withName("ring_mask"),
              JAVA_INT.withName("ring_entries"),
              JAVA_INT.withName("overflow"),
              JAVA_INT.withName("cqes"),
              JAVA_INT.withName("flags"),
              JAVA_INT.withName("resv1"),
              MemoryLayout.paddingLayout(8))
          .withName("struct io_cqring_offsets");

  // struct io_uring_params { __u32 sq_entries, cq_entries, flags, sq_thread_cpu, sq_thread_idle, features, wq_fd, resv[3];
  //   struct io_sqring_offsets sq_off; struct io_cqring_offsets cq_off; };
  static final StructLayout PARAMS$LAYOUT =
      MemoryLayout.structLayout(
              JAVA_INT.withName("sq_entries"),
              JAVA_INT.withName("cq_entries"),
              JAVA_INT.withName("flags"),
              JAVA_INT.withName("sq_thread_cpu"),
              JAVA_INT.withName("sq_thread_idle"),
              JAVA_INT.withName("features"),
              JAVA_INT.withName("wq_fd"),
              MemoryLayout.sequenceLayout(3, JAVA_INT).withName("resv"),
              SQRING_OFFSETS$LAYOUT.withName("sq_off"),
              CQRING_OFFSETS$LAYOUT.withName("cq_off"))
          .withName("struct io_uring_params");

  // struct io_uring_rsrc_register { __u32 nr, flags; __u64 resv2; __aligned_u64 data, tags; };
  static final StructLayout RSRC_REGISTER$LAYOUT =
      MemoryLayout.structLayout(
              JAVA_INT.withName("nr"),
              JAVA_INT.withName("flags"),
              JAVA_LONG.withName("resv2"),
              JAVA_LONG.withName("data"),
              JAVA_LONG.withName("tags"))
          .withName("struct io_uring_rsrc_register");

  // struct io_uring_rsrc_update2 { __u32 offset, resv; __aligned_u64 data, tags; __u32 nr, resv2; };
  static final StructLayout RSRC_UPDATE2$LAYOUT =
      MemoryLayout.structLayout(
              JAVA_INT.withName("offset"),
              JAVA_INT.withName("resv"),
              JAVA_LONG.withName("data"),
              JAVA_LONG.withName("tags"),
              JAVA_INT.withName("nr"),
              JAVA_INT.withName("resv2"))
          .withName("struct io_uring_rsrc_update2");

  // struct iovec { void *iov_base; size_t iov_len; };   <sys/uio.h>
  static final StructLayout IOVEC$LAYOUT =
      MemoryLayout.structLayout(JAVA_LONG.withName("iov_base"), JAVA_LONG.withName("iov_len")).withName("struct iovec");

  // struct io_uring_probe_op { __u8 op, resv; __u16 flags; __u32 resv2; };
  static final StructLayout PROBE_OP$LAYOUT =
      MemoryLayout.structLayout(
              JAVA_BYTE.withName("op"), JAVA_BYTE.withName("resv"), JAVA_SHORT.withName("flags"), JAVA_INT.withName("resv2"))
          .withName("struct io_uring_probe_op");

  // struct io_uring_probe { __u8 last_op, ops_len; __u16 resv; __u32 resv2[3]; struct io_uring_probe_op ops[]; };
  static final StructLayout PROBE$LAYOUT =
      MemoryLayout.structLayout(
              JAVA_BYTE.withName("last_op"),
              JAVA_BYTE.withName("ops_len"),
              JAVA_SHORT.withName("resv"),
              MemoryLayout.sequenceLayout(3, JAVA_INT).withName("resv2"))
          .withName("struct io_uring_probe");

  // struct io_uring_getevents_arg { __u64 sigmask; __u32 sigmask_sz, pad or min_wait_usec; __u64 ts; };
  static final StructLayout GETEVENTS_ARG$LAYOUT =
      MemoryLayout.structLayout(
              JAVA_LONG.withName("sigmask"), JAVA_INT.withName("sigmask_sz"), MemoryLayout.paddingLayout(4), JAVA_LONG.withName("ts"))
          .withName("struct io_uring_getevents_arg");

  // struct __kernel_timespec { __s64 tv_sec; long long tv_nsec; };   <linux/time_types.h>
  static final StructLayout TIMESPEC$LAYOUT =
      MemoryLayout.structLayout(JAVA_LONG.withName("tv_sec"), JAVA_LONG.withName("tv_nsec")).withName("struct __kernel_timespec");

  // struct io_uring_sync_cancel_reg { __u64 addr; __s32 fd; __u32 flags; struct __kernel_timespec timeout; ...; __u64 pad...; };
  static final StructLayout SYNC_CANCEL_REG$LAYOUT =
      MemoryLayout.structLayout(
              JAVA_LONG.withName("addr"),
              JAVA_INT.withName("fd"),
              JAVA_INT.withName("flags"),
              TIMESPEC$LAYOUT.withName("timeout"),
              MemoryLayout.paddingLayout(32))
          .withName("struct io_uring_sync_cancel_reg");

  private UringLayouts() {}

  /** Bytes from the start of {@code layout} to the member at {@code path}. */
  static long offset(StructLayout layout, String... path) {
    MemoryLayout.PathElement[] elements = new MemoryLayout.PathElement[path.length];
    for (int i = 0; i < path.length; i++) {
      elements[i] = groupElement(path[i]);
    }
    return layout.byteOffset(elements);
  }
}
