package io.pindown.nic.verbs;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;

/**
 * The structures of {@code <infiniband/verbs.h>}. The layout's name is the C type, each member's name the C member; of a union, the member
 * that is used here; pointers are numbers. What is not used here, and locks, is padding. The ABI test holds sizes, offsets and member sizes
 * against the compiler.
 */
final class VerbsLayouts {
  // struct ibv_context_ops { 11 others; poll_cq, req_notify_cq; 12 others; post_send, post_recv; 5 others; }, pointers to functions all
  static final StructLayout CONTEXT_OPS$LAYOUT =
      MemoryLayout.structLayout(
              MemoryLayout.paddingLayout(88),
              JAVA_LONG.withName("poll_cq"),
              JAVA_LONG.withName("req_notify_cq"),
              MemoryLayout.paddingLayout(96),
              JAVA_LONG.withName("post_send"),
              JAVA_LONG.withName("post_recv"),
              MemoryLayout.paddingLayout(40))
          .withName("struct ibv_context_ops");

  // struct ibv_context { device; struct ibv_context_ops ops; int cmd_fd, async_fd, num_comp_vectors; pthread_mutex_t mutex; abi_compat; }
  static final StructLayout CONTEXT$LAYOUT =
      MemoryLayout.structLayout(
              JAVA_LONG.withName("device"),
              CONTEXT_OPS$LAYOUT.withName("ops"),
              JAVA_INT.withName("cmd_fd"),
              JAVA_INT.withName("async_fd"),
              JAVA_INT.withName("num_comp_vectors"),
              MemoryLayout.paddingLayout(44),
              JAVA_LONG.withName("abi_compat"))
          .withName("struct ibv_context");

  // struct ibv_device_attr; node_guid and sys_image_guid are big-endian
  static final StructLayout DEVICE_ATTR$LAYOUT =
      MemoryLayout.structLayout(
              MemoryLayout.sequenceLayout(64, JAVA_BYTE).withName("fw_ver"),
              JAVA_LONG.withName("node_guid"),
              JAVA_LONG.withName("sys_image_guid"),
              JAVA_LONG.withName("max_mr_size"),
              JAVA_LONG.withName("page_size_cap"),
              JAVA_INT.withName("vendor_id"),
              JAVA_INT.withName("vendor_part_id"),
              JAVA_INT.withName("hw_ver"),
              JAVA_INT.withName("max_qp"),
              JAVA_INT.withName("max_qp_wr"),
              JAVA_INT.withName("device_cap_flags"),
              JAVA_INT.withName("max_sge"),
              JAVA_INT.withName("max_sge_rd"),
              JAVA_INT.withName("max_cq"),
              JAVA_INT.withName("max_cqe"),
              JAVA_INT.withName("max_mr"),
              JAVA_INT.withName("max_pd"),
              JAVA_INT.withName("max_qp_rd_atom"),
              JAVA_INT.withName("max_ee_rd_atom"),
              JAVA_INT.withName("max_res_rd_atom"),
              JAVA_INT.withName("max_qp_init_rd_atom"),
              JAVA_INT.withName("max_ee_init_rd_atom"),
              JAVA_INT.withName("atomic_cap"),
              JAVA_INT.withName("max_ee"),
              JAVA_INT.withName("max_rdd"),
              JAVA_INT.withName("max_mw"),
              JAVA_INT.withName("max_raw_ipv6_qp"),
              JAVA_INT.withName("max_raw_ethy_qp"),
              JAVA_INT.withName("max_mcast_grp"),
              JAVA_INT.withName("max_mcast_qp_attach"),
              JAVA_INT.withName("max_total_mcast_qp_attach"),
              JAVA_INT.withName("max_ah"),
              JAVA_INT.withName("max_fmr"),
              JAVA_INT.withName("max_map_per_fmr"),
              JAVA_INT.withName("max_srq"),
              JAVA_INT.withName("max_srq_wr"),
              JAVA_INT.withName("max_srq_sge"),
              JAVA_SHORT.withName("max_pkeys"),
              JAVA_BYTE.withName("local_ca_ack_delay"),
              JAVA_BYTE.withName("phys_port_cnt"),
              MemoryLayout.paddingLayout(4))
          .withName("struct ibv_device_attr");

  // struct ibv_port_attr
  static final StructLayout PORT_ATTR$LAYOUT =
      MemoryLayout.structLayout(
              JAVA_INT.withName("state"),
              JAVA_INT.withName("max_mtu"),
              JAVA_INT.withName("active_mtu"),
              JAVA_INT.withName("gid_tbl_len"),
              JAVA_INT.withName("port_cap_flags"),
              JAVA_INT.withName("max_msg_sz"),
              JAVA_INT.withName("bad_pkey_cntr"),
              JAVA_INT.withName("qkey_viol_cntr"),
              JAVA_SHORT.withName("pkey_tbl_len"),
              JAVA_SHORT.withName("lid"),
              JAVA_SHORT.withName("sm_lid"),
              JAVA_BYTE.withName("lmc"),
              JAVA_BYTE.withName("max_vl_num"),
              JAVA_BYTE.withName("sm_sl"),
              JAVA_BYTE.withName("subnet_timeout"),
              JAVA_BYTE.withName("init_type_reply"),
              JAVA_BYTE.withName("active_width"),
              JAVA_BYTE.withName("active_speed"),
              JAVA_BYTE.withName("phys_state"),
              JAVA_BYTE.withName("link_layer"),
              JAVA_BYTE.withName("flags"),
              JAVA_SHORT.withName("port_cap_flags2"),
              MemoryLayout.paddingLayout(2))
          .withName("struct ibv_port_attr");

  // struct ibv_async_event { union { cq; qp; srq; wq; int port_num; } element; enum ibv_event_type event_type; }
  static final StructLayout ASYNC_EVENT$LAYOUT =
      MemoryLayout.structLayout(
              JAVA_LONG.withName("element"),
              JAVA_INT.withName("event_type"),
              MemoryLayout.paddingLayout(4))
          .withName("struct ibv_async_event");

  // struct ibv_comp_channel { context; int fd, refcnt; }
  static final StructLayout COMP_CHANNEL$LAYOUT =
      MemoryLayout.structLayout(
              JAVA_LONG.withName("context"),
              JAVA_INT.withName("fd"),
              JAVA_INT.withName("refcnt"))
          .withName("struct ibv_comp_channel");

  // struct ibv_cq { context; channel; cq_context; uint32_t handle; int cqe; mutex; cond; counts; }
  static final StructLayout CQ$LAYOUT =
      MemoryLayout.structLayout(
              JAVA_LONG.withName("context"),
              JAVA_LONG.withName("channel"),
              JAVA_LONG.withName("cq_context"),
              JAVA_INT.withName("handle"),
              JAVA_INT.withName("cqe"),
              MemoryLayout.paddingLayout(96))
          .withName("struct ibv_cq");

  // struct ibv_mr { context; pd; void *addr; size_t length; uint32_t handle, lkey, rkey; }
  static final StructLayout MR$LAYOUT =
      MemoryLayout.structLayout(
              JAVA_LONG.withName("context"),
              JAVA_LONG.withName("pd"),
              JAVA_LONG.withName("addr"),
              JAVA_LONG.withName("length"),
              JAVA_INT.withName("handle"),
              JAVA_INT.withName("lkey"),
              JAVA_INT.withName("rkey"),
              MemoryLayout.paddingLayout(4))
          .withName("struct ibv_mr");

  // struct ibv_qp { context; qp_context; pd; send_cq; recv_cq; srq; uint32_t handle, qp_num; state; qp_type; mutex; cond; a count; }
  static final StructLayout QP$LAYOUT =
      MemoryLayout.structLayout(
              JAVA_LONG.withName("context"),
              JAVA_LONG.withName("qp_context"),
              JAVA_LONG.withName("pd"),
              JAVA_LONG.withName("send_cq"),
              JAVA_LONG.withName("recv_cq"),
              JAVA_LONG.withName("srq"),
              JAVA_INT.withName("handle"),
              JAVA_INT.withName("qp_num"),
              JAVA_INT.withName("state"),
              JAVA_INT.withName("qp_type"),
              MemoryLayout.paddingLayout(96))
          .withName("struct ibv_qp");

  // struct ibv_qp_cap
  static final StructLayout QP_CAP$LAYOUT =
      MemoryLayout.structLayout(
              JAVA_INT.withName("max_send_wr"),
              JAVA_INT.withName("max_recv_wr"),
              JAVA_INT.withName("max_send_sge"),
              JAVA_INT.withName("max_recv_sge"),
              JAVA_INT.withName("max_inline_data"))
          .withName("struct ibv_qp_cap");

  // struct ibv_qp_init_attr
  static final StructLayout QP_INIT_ATTR$LAYOUT =
      MemoryLayout.structLayout(
              JAVA_LONG.withName("qp_context"),
              JAVA_LONG.withName("send_cq"),
              JAVA_LONG.withName("recv_cq"),
              JAVA_LONG.withName("srq"),
              QP_CAP$LAYOUT.withName("cap"),
              JAVA_INT.withName("qp_type"),
              JAVA_INT.withName("sq_sig_all"),
              MemoryLayout.paddingLayout(4))
          .withName("struct ibv_qp_init_attr");

  // struct ibv_global_route; dgid is union ibv_gid, 16 bytes
  static final StructLayout GLOBAL_ROUTE$LAYOUT =
      MemoryLayout.structLayout(
              MemoryLayout.sequenceLayout(16, JAVA_BYTE).withName("dgid"),
              JAVA_INT.withName("flow_label"),
              JAVA_BYTE.withName("sgid_index"),
              JAVA_BYTE.withName("hop_limit"),
              JAVA_BYTE.withName("traffic_class"),
              MemoryLayout.paddingLayout(1))
          .withName("struct ibv_global_route");

  // struct ibv_ah_attr
  static final StructLayout AH_ATTR$LAYOUT =
      MemoryLayout.structLayout(
              GLOBAL_ROUTE$LAYOUT.withName("grh"),
              JAVA_SHORT.withName("dlid"),
              JAVA_BYTE.withName("sl"),
              JAVA_BYTE.withName("src_path_bits"),
              JAVA_BYTE.withName("static_rate"),
              JAVA_BYTE.withName("is_global"),
              JAVA_BYTE.withName("port_num"),
              MemoryLayout.paddingLayout(1))
          .withName("struct ibv_ah_attr");

  // struct ibv_qp_attr
  static final StructLayout QP_ATTR$LAYOUT =
      MemoryLayout.structLayout(
              JAVA_INT.withName("qp_state"),
              JAVA_INT.withName("cur_qp_state"),
              JAVA_INT.withName("path_mtu"),
              JAVA_INT.withName("path_mig_state"),
              JAVA_INT.withName("qkey"),
              JAVA_INT.withName("rq_psn"),
              JAVA_INT.withName("sq_psn"),
              JAVA_INT.withName("dest_qp_num"),
              JAVA_INT.withName("qp_access_flags"),
              QP_CAP$LAYOUT.withName("cap"),
              AH_ATTR$LAYOUT.withName("ah_attr"),
              AH_ATTR$LAYOUT.withName("alt_ah_attr"),
              JAVA_SHORT.withName("pkey_index"),
              JAVA_SHORT.withName("alt_pkey_index"),
              JAVA_BYTE.withName("en_sqd_async_notify"),
              JAVA_BYTE.withName("sq_draining"),
              JAVA_BYTE.withName("max_rd_atomic"),
              JAVA_BYTE.withName("max_dest_rd_atomic"),
              JAVA_BYTE.withName("min_rnr_timer"),
              JAVA_BYTE.withName("port_num"),
              JAVA_BYTE.withName("timeout"),
              JAVA_BYTE.withName("retry_cnt"),
              JAVA_BYTE.withName("rnr_retry"),
              JAVA_BYTE.withName("alt_port_num"),
              JAVA_BYTE.withName("alt_timeout"),
              MemoryLayout.paddingLayout(1),
              JAVA_INT.withName("rate_limit"),
              MemoryLayout.paddingLayout(4))
          .withName("struct ibv_qp_attr");

  // struct ibv_sge
  static final StructLayout SGE$LAYOUT =
      MemoryLayout.structLayout(
              JAVA_LONG.withName("addr"),
              JAVA_INT.withName("length"),
              JAVA_INT.withName("lkey"))
          .withName("struct ibv_sge");

  // struct ibv_send_wr; of the union wr the member rdma; what follows it is for other services and operations
  static final StructLayout SEND_WR$LAYOUT =
      MemoryLayout.structLayout(
              JAVA_LONG.withName("wr_id"),
              JAVA_LONG.withName("next"),
              JAVA_LONG.withName("sg_list"),
              JAVA_INT.withName("num_sge"),
              JAVA_INT.withName("opcode"),
              JAVA_INT.withName("send_flags"),
              JAVA_INT.withName("imm_data"),
              MemoryLayout.structLayout(
                      MemoryLayout.structLayout(JAVA_LONG.withName("remote_addr"), JAVA_INT.withName("rkey"), MemoryLayout.paddingLayout(4)).withName("rdma"),
                      MemoryLayout.paddingLayout(16))
                  .withName("wr"),
              MemoryLayout.paddingLayout(56))
          .withName("struct ibv_send_wr");

  // struct ibv_recv_wr
  static final StructLayout RECV_WR$LAYOUT =
      MemoryLayout.structLayout(
              JAVA_LONG.withName("wr_id"),
              JAVA_LONG.withName("next"),
              JAVA_LONG.withName("sg_list"),
              JAVA_INT.withName("num_sge"),
              MemoryLayout.paddingLayout(4))
          .withName("struct ibv_recv_wr");

  // struct ibv_wc
  static final StructLayout WC$LAYOUT =
      MemoryLayout.structLayout(
              JAVA_LONG.withName("wr_id"),
              JAVA_INT.withName("status"),
              JAVA_INT.withName("opcode"),
              JAVA_INT.withName("vendor_err"),
              JAVA_INT.withName("byte_len"),
              JAVA_INT.withName("imm_data"),
              JAVA_INT.withName("qp_num"),
              JAVA_INT.withName("src_qp"),
              JAVA_INT.withName("wc_flags"),
              JAVA_SHORT.withName("pkey_index"),
              JAVA_SHORT.withName("slid"),
              JAVA_BYTE.withName("sl"),
              JAVA_BYTE.withName("dlid_path_bits"),
              MemoryLayout.paddingLayout(2))
          .withName("struct ibv_wc");

  // struct pollfd { int fd; short events, revents; };   <poll.h>
  static final StructLayout POLLFD$LAYOUT =
      MemoryLayout.structLayout(
              JAVA_INT.withName("fd"),
              JAVA_SHORT.withName("events"),
              JAVA_SHORT.withName("revents"))
          .withName("struct pollfd");

  private VerbsLayouts() {}

  /** Bytes from the start of {@code layout} to the member at {@code path}. */
  static long offset(StructLayout layout, String... path) {
    MemoryLayout.PathElement[] elements = new MemoryLayout.PathElement[path.length];
    for (int i = 0; i < path.length; i++) {
      elements[i] = groupElement(path[i]);
    }
    return layout.byteOffset(elements);
  }
}
