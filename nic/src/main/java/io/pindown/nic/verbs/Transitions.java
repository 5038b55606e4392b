package io.pindown.nic.verbs;

import static io.pindown.nic.verbs.VerbsConstants.IBV_QPS_INIT;
import static io.pindown.nic.verbs.VerbsConstants.IBV_QPS_RTR;
import static io.pindown.nic.verbs.VerbsConstants.IBV_QPS_RTS;
import static io.pindown.nic.verbs.VerbsConstants.IBV_QP_ACCESS_FLAGS;
import static io.pindown.nic.verbs.VerbsConstants.IBV_QP_AV;
import static io.pindown.nic.verbs.VerbsConstants.IBV_QP_DEST_QPN;
import static io.pindown.nic.verbs.VerbsConstants.IBV_QP_MAX_DEST_RD_ATOMIC;
import static io.pindown.nic.verbs.VerbsConstants.IBV_QP_MAX_QP_RD_ATOMIC;
import static io.pindown.nic.verbs.VerbsConstants.IBV_QP_MIN_RNR_TIMER;
import static io.pindown.nic.verbs.VerbsConstants.IBV_QP_PATH_MTU;
import static io.pindown.nic.verbs.VerbsConstants.IBV_QP_PKEY_INDEX;
import static io.pindown.nic.verbs.VerbsConstants.IBV_QP_PORT;
import static io.pindown.nic.verbs.VerbsConstants.IBV_QP_RETRY_CNT;
import static io.pindown.nic.verbs.VerbsConstants.IBV_QP_RNR_RETRY;
import static io.pindown.nic.verbs.VerbsConstants.IBV_QP_RQ_PSN;
import static io.pindown.nic.verbs.VerbsConstants.IBV_QP_SQ_PSN;
import static io.pindown.nic.verbs.VerbsConstants.IBV_QP_STATE;
import static io.pindown.nic.verbs.VerbsConstants.IBV_QP_TIMEOUT;
import static io.pindown.nic.verbs.VerbsLayouts.QP_ATTR$LAYOUT;
import static io.pindown.nic.verbs.VerbsLayouts.QP_INIT_ATTR$LAYOUT;
import static io.pindown.nic.verbs.VerbsLayouts.offset;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The calls that take a reliable connected queue pair from state to state. */
final class Transitions {
  private static final int HOPS = 64;

  private Transitions() {}

  static void toInit(long pair, PathOptions path) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment a = state(arena, IBV_QPS_INIT);
      number(a, path.access(), "qp_access_flags");
      octet(a, path.port(), "port_num");
      modify(pair, a, IBV_QP_STATE | IBV_QP_PKEY_INDEX | IBV_QP_PORT | IBV_QP_ACCESS_FLAGS, "to INIT");
    }
  }

  static void toReadyToReceive(long pair, Endpoint peer, PathOptions path) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment a = state(arena, IBV_QPS_RTR);
      number(a, path.mtu(), "path_mtu");
      number(a, peer.queuePair(), "dest_qp_num");
      number(a, peer.psn(), "rq_psn");
      octet(a, path.reads(), "max_dest_rd_atomic");
      octet(a, path.minRnrTimer(), "min_rnr_timer");
      a.set(JAVA_SHORT, offset(QP_ATTR$LAYOUT, "ah_attr", "dlid"), (short) peer.lid());
      octet(a, 1, "ah_attr", "is_global");
      octet(a, path.port(), "ah_attr", "port_num");
      peer.gid().write(a, offset(QP_ATTR$LAYOUT, "ah_attr", "grh", "dgid"));
      octet(a, path.gidIndex(), "ah_attr", "grh", "sgid_index");
      octet(a, HOPS, "ah_attr", "grh", "hop_limit");
      int mask =
          IBV_QP_STATE | IBV_QP_AV | IBV_QP_PATH_MTU | IBV_QP_DEST_QPN | IBV_QP_RQ_PSN | IBV_QP_MAX_DEST_RD_ATOMIC | IBV_QP_MIN_RNR_TIMER;
      modify(pair, a, mask, "to RTR, connected to " + peer);
    }
  }

  static void toReadyToSend(long pair, PathOptions path) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment a = state(arena, IBV_QPS_RTS);
      octet(a, path.timeout(), "timeout");
      octet(a, path.retries(), "retry_cnt");
      octet(a, path.receiverRetries(), "rnr_retry");
      number(a, path.psn(), "sq_psn");
      octet(a, path.reads(), "max_rd_atomic");
      int mask = IBV_QP_STATE | IBV_QP_TIMEOUT | IBV_QP_RETRY_CNT | IBV_QP_RNR_RETRY | IBV_QP_SQ_PSN | IBV_QP_MAX_QP_RD_ATOMIC;
      modify(pair, a, mask, "to RTS");
    }
  }

  /** To RESET or ERR, which need nothing else. */
  static void to(long pair, QueuePairState state) {
    try (Arena arena = Arena.ofConfined()) {
      modify(pair, state(arena, state.ordinal()), IBV_QP_STATE, "to " + state);
    }
  }

  static QueuePairState state(long pair) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment a = arena.allocate(QP_ATTR$LAYOUT);
      VerbsException.check("ibv_query_qp", ObjectCalls.ibv_query_qp(pair, a, IBV_QP_STATE, arena.allocate(QP_INIT_ATTR$LAYOUT)));
      return QueuePairState.of(a.get(JAVA_INT, offset(QP_ATTR$LAYOUT, "qp_state")));
    }
  }

  private static MemorySegment state(Arena arena, int state) {
    MemorySegment a = arena.allocate(QP_ATTR$LAYOUT);
    number(a, state, "qp_state");
    return a;
  }

  private static void modify(long pair, MemorySegment attributes, int mask, String what) {
    int errno = ObjectCalls.ibv_modify_qp(pair, attributes, mask);
    if (errno != 0) {
      throw new VerbsException("ibv_modify_qp", Math.abs(errno), what);
    }
  }

  private static void number(MemorySegment a, int value, String... member) {
    a.set(JAVA_INT, offset(QP_ATTR$LAYOUT, member), value);
  }

  private static void octet(MemorySegment a, int value, String... member) {
    a.set(JAVA_BYTE, offset(QP_ATTR$LAYOUT, member), (byte) value);
  }
}
