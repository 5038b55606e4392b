package io.pindown.nic.fabric;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;

/**
 * libfabric's objects and their tables of functions. Every object begins with a {@code struct fid}; what a header calls a function is
 * mostly a pointer in one of these tables. Members that are not used here are left out at the end of a table only: a table says its own
 * size, and a later library's may be longer.
 */
final class ObjectLayouts {
  // struct fi_ops { size_t size; int (*close)(...), (*bind)(...), (*control)(...), (*ops_open)(...), (*tostr)(...), (*ops_set)(...); };
  static final StructLayout OPS$LAYOUT = words("struct fi_ops", "size", "close", "bind", "control", "ops_open", "tostr", "ops_set");

  // struct fid { size_t fclass; void *context; struct fi_ops *ops; };
  static final StructLayout FID$LAYOUT = words("struct fid", "fclass", "context", "ops");

  static final StructLayout OPS_FABRIC$LAYOUT =
      words("struct fi_ops_fabric", "size", "domain", "passive_ep", "eq_open", "wait_open", "trywait", "domain2");

  // struct fid_fabric { struct fid fid; struct fi_ops_fabric *ops; uint32_t api_version; };
  static final StructLayout FABRIC$LAYOUT =
      MemoryLayout.structLayout(
              FID$LAYOUT.withName("fid"),
              JAVA_LONG.withName("ops"),
              ValueLayout.JAVA_INT.withName("api_version"),
              MemoryLayout.paddingLayout(4))
          .withName("struct fid_fabric");

  static final StructLayout OPS_DOMAIN$LAYOUT =
      words(
          "struct fi_ops_domain",
          "size",
          "av_open",
          "cq_open",
          "endpoint",
          "scalable_ep",
          "cntr_open",
          "poll_open",
          "stx_ctx",
          "srx_ctx",
          "query_atomic",
          "query_collective",
          "endpoint2");

  static final StructLayout OPS_MR$LAYOUT = words("struct fi_ops_mr", "size", "reg", "regv", "regattr");

  // struct fid_domain { struct fid fid; struct fi_ops_domain *ops; struct fi_ops_mr *mr; };
  static final StructLayout DOMAIN$LAYOUT = object("struct fid_domain", "ops", "mr");

  // struct fid_mr { struct fid fid; void *mem_desc; uint64_t key; };
  static final StructLayout MR$LAYOUT = object("struct fid_mr", "mem_desc", "key");

  static final StructLayout OPS_CQ$LAYOUT =
      words("struct fi_ops_cq", "size", "read", "readfrom", "readerr", "sread", "sreadfrom", "signal", "strerror");

  static final StructLayout CQ$LAYOUT = object("struct fid_cq", "ops");

  static final StructLayout OPS_AV$LAYOUT =
      words("struct fi_ops_av", "size", "insert", "insertsvc", "insertsym", "remove", "lookup", "straddr", "av_set");

  static final StructLayout AV$LAYOUT = object("struct fid_av", "ops");

  static final StructLayout OPS_EP$LAYOUT =
      words("struct fi_ops_ep", "size", "cancel", "getopt", "setopt", "tx_ctx", "rx_ctx", "rx_size_left", "tx_size_left");

  static final StructLayout OPS_CM$LAYOUT =
      words("struct fi_ops_cm", "size", "setname", "getname", "getpeer", "connect", "listen", "accept", "reject", "shutdown", "join");

  static final StructLayout OPS_MSG$LAYOUT =
      words("struct fi_ops_msg", "size", "recv", "recvv", "recvmsg", "send", "sendv", "sendmsg", "inject", "senddata", "injectdata");

  static final StructLayout OPS_TAGGED$LAYOUT =
      words("struct fi_ops_tagged", "size", "recv", "recvv", "recvmsg", "send", "sendv", "sendmsg", "inject", "senddata", "injectdata");

  static final StructLayout OPS_RMA$LAYOUT =
      words("struct fi_ops_rma", "size", "read", "readv", "readmsg", "write", "writev", "writemsg", "inject", "writedata", "injectdata");

  // struct fid_ep { struct fid fid; struct fi_ops_ep *ops; struct fi_ops_cm *cm; struct fi_ops_msg *msg; struct fi_ops_rma *rma; ... };
  static final StructLayout EP$LAYOUT = object("struct fid_ep", "ops", "cm", "msg", "rma", "tagged", "atomic", "collective");

  // The import of a memory monitor: <rdma/fi_ext.h>
  static final StructLayout OPS_MEM_MONITOR$LAYOUT =
      words("struct fi_ops_mem_monitor", "size", "start", "stop", "subscribe", "unsubscribe", "valid");

  static final StructLayout OPS_MEM_NOTIFY$LAYOUT = words("struct fi_ops_mem_notify", "size", "notify");

  // struct fid_mem_monitor { struct fid fid; struct fi_ops_mem_monitor *export_ops; struct fi_ops_mem_notify *import_ops; };
  static final StructLayout MEM_MONITOR$LAYOUT = object("struct fid_mem_monitor", "export_ops", "import_ops");

  private ObjectLayouts() {}

  private static StructLayout words(String type, String... members) {
    MemoryLayout[] layouts = new MemoryLayout[members.length];
    for (int i = 0; i < members.length; i++) {
      layouts[i] = JAVA_LONG.withName(members[i]);
    }
    return MemoryLayout.structLayout(layouts).withName(type);
  }

  private static StructLayout object(String type, String... members) {
    MemoryLayout[] layouts = new MemoryLayout[members.length + 1];
    layouts[0] = FID$LAYOUT.withName("fid");
    for (int i = 0; i < members.length; i++) {
      layouts[i + 1] = JAVA_LONG.withName(members[i]);
    }
    return MemoryLayout.structLayout(layouts).withName(type);
  }
}
