package io.pindown.nic.verbs;

/** Constants of {@code <infiniband/verbs.h>}, by their C names; the ABI test holds each against the compiler. */
final class VerbsConstants {
  // enum ibv_access_flags
  static final int IBV_ACCESS_LOCAL_WRITE = 1;
  static final int IBV_ACCESS_REMOTE_WRITE = 2;
  static final int IBV_ACCESS_REMOTE_READ = 4;
  static final int IBV_ACCESS_REMOTE_ATOMIC = 8;

  // enum ibv_fork_status
  static final int IBV_FORK_DISABLED = 0;
  static final int IBV_FORK_ENABLED = 1;
  static final int IBV_FORK_UNNEEDED = 2;

  // enum ibv_qp_type, ibv_qp_state
  static final int IBV_QPT_RC = 2;
  static final int IBV_QPS_RESET = 0;
  static final int IBV_QPS_INIT = 1;
  static final int IBV_QPS_RTR = 2;
  static final int IBV_QPS_RTS = 3;
  static final int IBV_QPS_SQD = 4;
  static final int IBV_QPS_SQE = 5;
  static final int IBV_QPS_ERR = 6;

  // enum ibv_qp_attr_mask
  static final int IBV_QP_STATE = 1;
  static final int IBV_QP_ACCESS_FLAGS = 1 << 3;
  static final int IBV_QP_PKEY_INDEX = 1 << 4;
  static final int IBV_QP_PORT = 1 << 5;
  static final int IBV_QP_AV = 1 << 7;
  static final int IBV_QP_PATH_MTU = 1 << 8;
  static final int IBV_QP_TIMEOUT = 1 << 9;
  static final int IBV_QP_RETRY_CNT = 1 << 10;
  static final int IBV_QP_RNR_RETRY = 1 << 11;
  static final int IBV_QP_RQ_PSN = 1 << 12;
  static final int IBV_QP_MAX_QP_RD_ATOMIC = 1 << 13;
  static final int IBV_QP_MIN_RNR_TIMER = 1 << 15;
  static final int IBV_QP_SQ_PSN = 1 << 16;
  static final int IBV_QP_MAX_DEST_RD_ATOMIC = 1 << 17;
  static final int IBV_QP_DEST_QPN = 1 << 20;

  // enum ibv_wr_opcode, ibv_send_flags
  static final int IBV_WR_RDMA_WRITE = 0;
  static final int IBV_WR_SEND = 2;
  static final int IBV_WR_RDMA_READ = 4;
  static final int IBV_SEND_FENCE = 1;
  static final int IBV_SEND_SIGNALED = 2;
  static final int IBV_SEND_SOLICITED = 4;
  static final int IBV_SEND_INLINE = 8;

  // enum ibv_wc_status
  static final int IBV_WC_SUCCESS = 0;
  static final int IBV_WC_LOC_LEN_ERR = 1;
  static final int IBV_WC_LOC_QP_OP_ERR = 2;
  static final int IBV_WC_LOC_EEC_OP_ERR = 3;
  static final int IBV_WC_LOC_PROT_ERR = 4;
  static final int IBV_WC_WR_FLUSH_ERR = 5;
  static final int IBV_WC_MW_BIND_ERR = 6;
  static final int IBV_WC_BAD_RESP_ERR = 7;
  static final int IBV_WC_LOC_ACCESS_ERR = 8;
  static final int IBV_WC_REM_INV_REQ_ERR = 9;
  static final int IBV_WC_REM_ACCESS_ERR = 10;
  static final int IBV_WC_REM_OP_ERR = 11;
  static final int IBV_WC_RETRY_EXC_ERR = 12;
  static final int IBV_WC_RNR_RETRY_EXC_ERR = 13;
  static final int IBV_WC_LOC_RDD_VIOL_ERR = 14;
  static final int IBV_WC_REM_INV_RD_REQ_ERR = 15;
  static final int IBV_WC_REM_ABORT_ERR = 16;
  static final int IBV_WC_INV_EECN_ERR = 17;
  static final int IBV_WC_INV_EEC_STATE_ERR = 18;
  static final int IBV_WC_FATAL_ERR = 19;
  static final int IBV_WC_RESP_TIMEOUT_ERR = 20;
  static final int IBV_WC_GENERAL_ERR = 21;
  static final int IBV_WC_TM_ERR = 22;
  static final int IBV_WC_TM_RNDV_INCOMPLETE = 23;

  // enum ibv_wc_opcode, ibv_wc_flags
  static final int IBV_WC_SEND = 0;
  static final int IBV_WC_RDMA_WRITE = 1;
  static final int IBV_WC_RDMA_READ = 2;
  static final int IBV_WC_RECV = 128;

  // enum ibv_event_type: those that tell of a completion queue, and of a queue pair
  static final int IBV_EVENT_CQ_ERR = 0;
  static final int IBV_EVENT_QP_FATAL = 1;
  static final int IBV_EVENT_QP_REQ_ERR = 2;
  static final int IBV_EVENT_QP_ACCESS_ERR = 3;
  static final int IBV_EVENT_COMM_EST = 4;
  static final int IBV_EVENT_SQ_DRAINED = 5;
  static final int IBV_EVENT_PATH_MIG = 6;
  static final int IBV_EVENT_PATH_MIG_ERR = 7;
  static final int IBV_EVENT_DEVICE_FATAL = 8;
  static final int IBV_EVENT_PORT_ACTIVE = 9;
  static final int IBV_EVENT_PORT_ERR = 10;
  static final int IBV_EVENT_LID_CHANGE = 11;
  static final int IBV_EVENT_PKEY_CHANGE = 12;
  static final int IBV_EVENT_SM_CHANGE = 13;
  static final int IBV_EVENT_QP_LAST_WQE_REACHED = 16;
  static final int IBV_EVENT_CLIENT_REREGISTER = 17;
  static final int IBV_EVENT_GID_CHANGE = 18;

  // enum ibv_port_state, and the link layers
  static final int IBV_PORT_ACTIVE = 4;
  static final int IBV_LINK_LAYER_INFINIBAND = 1;
  static final int IBV_LINK_LAYER_ETHERNET = 2;

  private VerbsConstants() {}
}
