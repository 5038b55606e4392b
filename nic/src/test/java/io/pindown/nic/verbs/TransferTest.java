package io.pindown.nic.verbs;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bytes over a reliable connection, and what a completion says where none arrive. */
@RequiresVerbs
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TransferTest {
  private static final int SIZE = 100_000;
  private static final int ALL = 15;

  private final Arena arena = Arena.ofShared();
  private Loopback loop;
  private MemorySegment from;
  private MemorySegment to;
  private MemoryRegion fromRegion;
  private MemoryRegion toRegion;

  @BeforeEach
  void open() {
    loop = Loopback.open();
    from = arena.allocate(SIZE, 64);
    to = arena.allocate(SIZE, 64);
    for (int i = 0; i < SIZE; i++) {
      from.set(JAVA_BYTE, i, (byte) (i * 31 + 7));
    }
    fromRegion = loop.domain.register(from, ALL);
    toRegion = loop.domain.register(to, ALL);
  }

  @AfterEach
  void close() {
    loop.close();
    arena.close();
  }

  @Test
  void aSendArrivesInTheReceive() {
    loop.there.postReceive(2, toRegion.slice(to.address(), SIZE));
    loop.here.postSend(1, QueuePair.SIGNALED, fromRegion.slice(from.address(), SIZE));
    WorkCompletion first = loop.next().expectSuccess();
    WorkCompletion second = loop.next().expectSuccess();
    WorkCompletion received = first.workId() == 2 ? first : second;
    assertThat(first.workId() + second.workId()).isEqualTo(3);
    assertThat(received.opcode()).isEqualTo(VerbsConstants.IBV_WC_RECV);
    assertThat(received.bytes()).isEqualTo(SIZE);
    assertThat(received.queuePair()).isEqualTo(loop.there.number());
    assertThat(to.mismatch(from)).isEqualTo(-1);
    assertThat(loop.completions.poll()).isNull();
  }

  @Test
  void aMessageIsGatheredAndScattered() {
    long a = from.address();
    long b = to.address();
    loop.there.postReceive(2, toRegion.slice(b, 300), toRegion.slice(b + 1_000, 700));
    loop.here.postSend(1, QueuePair.SIGNALED, fromRegion.slice(a, 500), fromRegion.slice(a + 500, 499), fromRegion.slice(a + 999, 1));
    loop.next().expectSuccess();
    loop.next().expectSuccess();
    assertThat(to.asSlice(0, 300).mismatch(from.asSlice(0, 300))).isEqualTo(-1);
    assertThat(to.asSlice(1_000, 700).mismatch(from.asSlice(300, 700))).isEqualTo(-1);
    assertThat(to.get(JAVA_BYTE, 300)).isZero();
    assertThat(to.get(JAVA_BYTE, 1_700)).isZero();
  }

  @Test
  void aWriteAndAReadNeedNobodyThere() {
    loop.here.postWrite(1, QueuePair.SIGNALED, to.address(), toRegion.rkey(), fromRegion.slice(from.address(), SIZE));
    assertThat(loop.next().expectSuccess().opcode()).isEqualTo(VerbsConstants.IBV_WC_RDMA_WRITE);
    assertThat(to.mismatch(from)).isEqualTo(-1);

    to.fill((byte) 'R');
    loop.here.postRead(2, QueuePair.SIGNALED, to.address(), toRegion.rkey(), fromRegion.slice(from.address(), SIZE));
    assertThat(loop.next().expectSuccess().opcode()).isEqualTo(VerbsConstants.IBV_WC_RDMA_READ);
    assertThat(from.mismatch(to)).isEqualTo(-1);
  }

  @Test
  void withoutSignaledSuccessIsSilent() {
    loop.here.postWrite(1, 0, to.address(), toRegion.rkey(), fromRegion.slice(from.address(), 100));
    loop.here.postWrite(2, QueuePair.SIGNALED, to.address(), toRegion.rkey(), fromRegion.slice(from.address(), 100));
    assertThat(loop.next().expectSuccess().workId()).isEqualTo(2);
    assertThat(loop.completions.poll()).isNull();
  }

  @Test
  void aWrongKeyIsRefusedByName() {
    loop.here.postWrite(7, QueuePair.SIGNALED, to.address(), 0x00dead00, fromRegion.slice(from.address(), 64));
    WorkCompletion completion = loop.next();
    assertThat(completion.statusName()).isEqualTo("IBV_WC_REM_ACCESS_ERR");
    assertThat(completion.statusText()).isEqualTo("remote access error");
    assertThatThrownBy(completion::expectSuccess)
        .isInstanceOf(WorkException.class)
        .hasMessageContaining("work request 7")
        .hasMessageContaining("IBV_WC_REM_ACCESS_ERR (remote access error)");
    assertThat(loop.here.state()).isEqualTo(QueuePairState.ERR);
    loop.here.postSend(8, QueuePair.SIGNALED, fromRegion.slice(from.address(), 64));
    assertThat(loop.next().statusName()).isEqualTo("IBV_WC_WR_FLUSH_ERR");
  }

  @Test
  void aWrongLocalKeyIsRefusedByName() {
    loop.here.postWrite(7, QueuePair.SIGNALED, to.address(), toRegion.rkey(), new Slice(from.address(), 64, 0x00dead00));
    assertThat(loop.next().statusName()).isIn("IBV_WC_LOC_PROT_ERR", "IBV_WC_LOC_QP_OP_ERR"); // the former by the specification, the latter by rxe
  }

  /** Rights are the region's: a peer may not write where it may only read. */
  @Test
  void aRightThatWasNotGivenIsRefused() {
    try (MemoryRegion readable = loop.domain.register(to, VerbsConstants.IBV_ACCESS_REMOTE_READ)) {
      loop.here.postRead(1, QueuePair.SIGNALED, to.address(), readable.rkey(), fromRegion.slice(from.address(), 64));
      loop.next().expectSuccess();
      loop.here.postWrite(2, QueuePair.SIGNALED, to.address(), readable.rkey(), fromRegion.slice(from.address(), 64));
      assertThat(loop.next().statusName()).isEqualTo("IBV_WC_REM_ACCESS_ERR");
    }
  }

  /** What a closed region's key gives a peer. */
  @Test
  void theKeyOfAClosedRegionIsRefused() {
    int rkey = toRegion.rkey();
    toRegion.close();
    loop.here.postWrite(1, QueuePair.SIGNALED, to.address(), rkey, fromRegion.slice(from.address(), 64));
    assertThat(loop.next().statusName()).isEqualTo("IBV_WC_REM_ACCESS_ERR");
  }

  @Test
  void aMessageThatDoesNotFitBreaksTheConnection() {
    loop.there.postReceive(2, toRegion.slice(to.address(), 10));
    loop.here.postSend(1, QueuePair.SIGNALED, fromRegion.slice(from.address(), 11));
    WorkCompletion first = loop.next();
    WorkCompletion second = loop.next();
    String here = first.workId() == 1 ? first.statusName() : second.statusName();
    assertThat(here).isIn("IBV_WC_REM_INV_REQ_ERR", "IBV_WC_REM_OP_ERR"); // the former by the specification, the latter by rxe
    String there = first.workId() == 2 ? first.statusName() : second.statusName();
    assertThat(there).isIn("IBV_WC_LOC_LEN_ERR", "IBV_WC_LOC_QP_OP_ERR"); // likewise
  }

  @Test
  void inlineBytesNeedNoRegion() {
    try (QueuePair a = loop.domain.createQueuePair(loop.completions, loop.completions, QueuePairOptions.defaults().withMaxInline(64));
        QueuePair b = loop.domain.createQueuePair(loop.completions, loop.completions, QueuePairOptions.defaults())) {
      PathOptions path = PathOptions.of(loop.context, 1);
      a.connect(b.local(path), path);
      b.connect(a.local(path), path);
      MemorySegment plain = arena.allocate(64).fill((byte) 'I');
      a.postWrite(1, QueuePair.SIGNALED | QueuePair.INLINE, to.address(), toRegion.rkey(), new Slice(plain.address(), 64, 0));
      plain.fill((byte) 'X');
      loop.next().expectSuccess();
      assertThat(to.get(JAVA_BYTE, 63)).isEqualTo((byte) 'I');
    }
  }
}
