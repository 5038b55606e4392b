package io.pindown.nic.verbs;

import static io.pindown.nic.verbs.VerbsLayouts.RECV_WR$LAYOUT;
import static io.pindown.nic.verbs.VerbsLayouts.SEND_WR$LAYOUT;
import static io.pindown.nic.verbs.VerbsLayouts.SGE$LAYOUT;
import static io.pindown.nic.verbs.VerbsLayouts.offset;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Room for one send request and one receive request with their entries, used again for each post. For one thread at a time. */
final class WorkRequests {
  private static final long S_WR_ID = offset(SEND_WR$LAYOUT, "wr_id");
  private static final long S_SG_LIST = offset(SEND_WR$LAYOUT, "sg_list");
  private static final long S_NUM_SGE = offset(SEND_WR$LAYOUT, "num_sge");
  private static final long S_OPCODE = offset(SEND_WR$LAYOUT, "opcode");
  private static final long S_FLAGS = offset(SEND_WR$LAYOUT, "send_flags");
  private static final long S_REMOTE_ADDR = offset(SEND_WR$LAYOUT, "wr", "rdma", "remote_addr");
  private static final long S_RKEY = offset(SEND_WR$LAYOUT, "wr", "rdma", "rkey");
  private static final long R_WR_ID = offset(RECV_WR$LAYOUT, "wr_id");
  private static final long R_SG_LIST = offset(RECV_WR$LAYOUT, "sg_list");
  private static final long R_NUM_SGE = offset(RECV_WR$LAYOUT, "num_sge");
  private static final long ADDR = offset(SGE$LAYOUT, "addr");
  private static final long LENGTH = offset(SGE$LAYOUT, "length");
  private static final long LKEY = offset(SGE$LAYOUT, "lkey");

  private final MemorySegment entries;
  private final MemorySegment send;
  private final MemorySegment receive;
  private final MemorySegment bad;
  private final int most;

  /** {@code most}: entries of a request. */
  WorkRequests(Arena arena, int most) {
    this.most = most;
    entries = arena.allocate(SGE$LAYOUT.byteSize() * most, 8);
    send = arena.allocate(SEND_WR$LAYOUT);
    receive = arena.allocate(RECV_WR$LAYOUT);
    bad = arena.allocate(JAVA_LONG);
    send.set(JAVA_LONG, S_SG_LIST, entries.address());
    receive.set(JAVA_LONG, R_SG_LIST, entries.address());
  }

  /** A struct ibv_send_wr. */
  MemorySegment send(long workId, int opcode, int flags, long remoteAddress, int rkey, Slice[] local) {
    send.set(JAVA_LONG, S_WR_ID, workId);
    send.set(JAVA_INT, S_NUM_SGE, fill(local));
    send.set(JAVA_INT, S_OPCODE, opcode);
    send.set(JAVA_INT, S_FLAGS, flags);
    send.set(JAVA_LONG, S_REMOTE_ADDR, remoteAddress);
    send.set(JAVA_INT, S_RKEY, rkey);
    return send;
  }

  /** A struct ibv_recv_wr. */
  MemorySegment receive(long workId, Slice[] local) {
    receive.set(JAVA_LONG, R_WR_ID, workId);
    receive.set(JAVA_INT, R_NUM_SGE, fill(local));
    return receive;
  }

  /** Where a post puts the request that it did not take. */
  MemorySegment bad() {
    return bad;
  }

  private int fill(Slice[] local) {
    if (local.length > most) {
      throw new IllegalArgumentException("the request has " + local.length + " slices; allowed is 0 to " + most + " (QueuePairOptions.maxSlices)");
    }
    for (int i = 0; i < local.length; i++) {
      long at = i * SGE$LAYOUT.byteSize();
      entries.set(JAVA_LONG, at + ADDR, local[i].address());
      entries.set(JAVA_INT, at + LENGTH, local[i].length());
      entries.set(JAVA_INT, at + LKEY, local[i].lkey());
    }
    return local.length;
  }
}
