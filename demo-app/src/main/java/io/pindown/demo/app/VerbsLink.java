package io.pindown.demo.app;

import io.pindown.nic.verbs.CompletionQueue;
import io.pindown.nic.verbs.Endpoint;
import io.pindown.nic.verbs.Gid;
import io.pindown.nic.verbs.PathOptions;
import io.pindown.nic.verbs.ProtectionDomain;
import io.pindown.nic.verbs.QueuePair;
import io.pindown.nic.verbs.QueuePairOptions;
import io.pindown.nic.verbs.VerbsContext;
import io.pindown.nic.verbs.VerbsDevice;
import io.pindown.nic.verbs.WorkCompletion;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/**
 * One side of a reliable connection over RDMA verbs, by this machine's first device. The sides tell each other where they are over a {@link
 * Link}'s connection for data, which carries announcements from then on. Messages go in parts of up to {@link #PART} bytes.
 */
final class VerbsLink implements AutoCloseable {
  /** Bytes of the largest part; every port allows messages of so many. */
  static final int PART = 1 << 20;
  /** Parts that a receiver has room for; what comes too early the device sends again. */
  static final int PARTS = 8;

  private static final int HELLO = 3 * Integer.BYTES + 2 * Long.BYTES;
  private static final long LIMIT_SECONDS = 60;

  private final VerbsContext context = VerbsDevice.list().getFirst().open();
  private final ProtectionDomain domain = context.allocateProtectionDomain();
  private final CompletionQueue completions = context.createCompletionQueue(2 * PARTS);
  private final QueuePair pair = domain.createQueuePair(completions, completions, QueuePairOptions.defaults().withRequests(PARTS, PARTS));
  private final PathOptions path = PathOptions.of(context, 1);
  private final Link link;

  VerbsLink(Link link) {
    this.link = link;
  }

  ProtectionDomain domain() {
    return domain;
  }

  QueuePair pair() {
    return pair;
  }

  /** Connects with the other side, which does the same; {@code ready} runs once this side's queue pair takes receives. */
  void connect(Runnable ready) {
    Endpoint here = pair.local(path);
    ByteBuffer hello = ByteBuffer.allocateDirect(HELLO);
    hello.putInt(here.queuePair()).putInt(here.psn()).putLong(here.gid().prefix()).putLong(here.gid().interfaceId()).putInt(here.lid());
    ByteBuffer answer = exchanged(hello.flip());
    Endpoint there = new Endpoint(answer.getInt(), answer.getInt(), new Gid(answer.getLong(), answer.getLong()), answer.getInt());
    pair.toInit(path);
    ready.run();
    pair.toReadyToReceive(there, path);
    pair.toReadyToSend(path);
    exchanged(ByteBuffer.allocateDirect(1)); // from here on each side knows that the other one receives
  }

  /** Tells the other side something, and returns as many bytes as it tells this one. */
  private ByteBuffer exchanged(ByteBuffer told) {
    link.data().send(MemorySegment.ofBuffer(told));
    ByteBuffer heard = ByteBuffer.allocateDirect(told.capacity());
    if (link.data().receiveFully(MemorySegment.ofBuffer(heard)) < heard.capacity()) {
      throw new IllegalStateException("the other side has closed the connection before it was ready");
    }
    return heard;
  }

  /** The next completion. */
  WorkCompletion next() {
    WorkCompletion completion = completions.await(LIMIT_SECONDS, TimeUnit.SECONDS);
    if (completion == null) {
      throw new IllegalStateException("no completion within " + LIMIT_SECONDS + " s; the queue pair is in " + pair.state());
    }
    return completion.expectSuccess();
  }

  @Override
  public void close() {
    context.close();
  }
}
