package io.pindown.nic.uring;

/** Constants of {@code <linux/io_uring.h>} and {@code <sys/syscall.h>}, by their C names; the ABI test holds each against the compiler. */
final class UringConstants {
  // System call numbers: the same on all architectures that got io_uring with the unified table, which is all but Alpha.
  static final int __NR_io_uring_setup = 425;
  static final int __NR_io_uring_enter = 426;
  static final int __NR_io_uring_register = 427;

  // io_uring_setup(2)
  static final int IORING_SETUP_CQSIZE = 1 << 3;
  static final int IORING_SETUP_SUBMIT_ALL = 1 << 7;
  static final int IORING_FEAT_SINGLE_MMAP = 1;
  static final int IORING_FEAT_NODROP = 1 << 1;
  static final int IORING_FEAT_EXT_ARG = 1 << 8;
  static final int IORING_FEAT_RSRC_TAGS = 1 << 10;
  static final long IORING_OFF_SQ_RING = 0;
  static final long IORING_OFF_SQES = 0x10000000L;

  // io_uring_enter(2)
  static final int IORING_ENTER_GETEVENTS = 1;
  static final int IORING_ENTER_EXT_ARG = 1 << 3;
  static final int IORING_SQ_CQ_OVERFLOW = 1 << 1;

  // io_uring_register(2)
  static final int IORING_UNREGISTER_BUFFERS = 1;
  static final int IORING_REGISTER_PROBE = 8;
  static final int IORING_REGISTER_BUFFERS2 = 15;
  static final int IORING_REGISTER_BUFFERS_UPDATE = 16;
  static final int IORING_REGISTER_SYNC_CANCEL = 24;
  static final int IORING_RSRC_REGISTER_SPARSE = 1;
  static final int IORING_ASYNC_CANCEL_ALL = 1;
  static final int IORING_ASYNC_CANCEL_ANY = 1 << 2;
  static final int IO_URING_OP_SUPPORTED = 1;

  // Operations
  static final int IORING_OP_READ_FIXED = 4;
  static final int IORING_OP_WRITE_FIXED = 5;
  static final int IORING_OP_POLL_ADD = 6;
  static final int IORING_OP_SEND = 26;
  static final int IORING_OP_RECV = 27;
  static final int IORING_OP_SEND_ZC = 47;
  static final int IORING_RECVSEND_FIXED_BUF = 1 << 2;

  // Completions
  static final int IORING_CQE_F_MORE = 1 << 1;
  static final int IORING_CQE_F_NOTIF = 1 << 3;

  private UringConstants() {}
}
