package io.pindown.nic.fabric;

/** Constants of libfabric's headers, by their C names; the ABI test holds each against the compiler. */
final class FabricConstants {
  // Capabilities, and access rights of registered memory: <rdma/fabric.h>
  static final long FI_MSG = 1L << 1;
  static final long FI_RMA = 1L << 2;
  static final long FI_TAGGED = 1L << 3;
  static final long FI_READ = 1L << 8;
  static final long FI_WRITE = 1L << 9;
  static final long FI_RECV = 1L << 10;
  static final long FI_SEND = 1L << 11;
  static final long FI_TRANSMIT = 1L << 11;
  static final long FI_REMOTE_READ = 1L << 12;
  static final long FI_REMOTE_WRITE = 1L << 13;
  static final long FI_INJECT_COMPLETE = 1L << 26;
  static final long FI_TRANSMIT_COMPLETE = 1L << 27;
  static final long FI_DELIVERY_COMPLETE = 1L << 28;
  static final long FI_SOURCE = 1L << 57;

  // What a provider may demand of who registers memory
  static final int FI_MR_LOCAL = 1 << 2;
  static final int FI_MR_VIRT_ADDR = 1 << 4;
  static final int FI_MR_ALLOCATED = 1 << 5;
  static final int FI_MR_PROV_KEY = 1 << 6;

  static final int FI_EP_MSG = 1;
  static final int FI_EP_DGRAM = 2;
  static final int FI_EP_RDM = 3;

  static final int FI_AV_MAP = 1;
  static final int FI_AV_TABLE = 2;
  static final int FI_CQ_FORMAT_TAGGED = 4;
  static final int FI_WAIT_NONE = 0;
  static final int FI_THREAD_SAFE = 1;

  static final int FI_ENABLE = 6;
  static final long FI_CLASS_MR_CACHE = 22;
  static final long FI_CLASS_MEM_MONITOR = 23;
  static final long FI_ADDR_UNSPEC = -1;

  // <rdma/fi_errno.h>
  static final int FI_EOTHER = 256;
  static final int FI_ETOOSMALL = 257;
  static final int FI_EAVAIL = 259;
  static final int FI_ETRUNC = 265;
  static final int FI_ENOKEY = 266;

  private FabricConstants() {}

  /** {@code FI_VERSION(major, minor)}. */
  static int version(int major, int minor) {
    return major << 16 | minor;
  }
}
