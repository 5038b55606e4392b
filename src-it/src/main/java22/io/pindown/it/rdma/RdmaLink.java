package io.pindown.it.rdma;

import io.pindown.nic.verbs.CompletionQueue;
import io.pindown.nic.verbs.MemoryRegion;
import io.pindown.nic.verbs.PathOptions;
import io.pindown.nic.verbs.ProtectionDomain;
import io.pindown.nic.verbs.QueuePair;
import io.pindown.nic.verbs.QueuePairOptions;
import io.pindown.nic.verbs.Slice;
import io.pindown.nic.verbs.VerbsContext;
import io.pindown.nic.verbs.VerbsDevice;
import io.pindown.nic.verbs.WorkCompletion;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.TimeUnit;

/**
 * A connection of a device with itself: {@code here} is the program's side, {@code there} the peer's, whose memory is always registered anew
 * and so is always right.
 */
final class RdmaLink implements AutoCloseable {
  private static final int ENTRIES = 64;
  private static final long LIMIT_SECONDS = 60;
  private static final int ALL = 15;

  /** The most bytes of one {@link #moves}. */
  static final int FEW = 64;

  private final VerbsContext context;
  private final ProtectionDomain domain;
  private final CompletionQueue completions;
  private final QueuePair here;
  private final QueuePair there;
  private final long most;
  private MemoryRegion kept;
  private MemoryRegion few;
  private long marks;

  RdmaLink(String device) {
    context = VerbsDevice.open(device);
    domain = context.allocateProtectionDomain();
    completions = context.createCompletionQueue(ENTRIES);
    here = domain.createQueuePair(completions, completions, QueuePairOptions.defaults());
    there = domain.createQueuePair(completions, completions, QueuePairOptions.defaults());
    PathOptions path = PathOptions.of(context, 1);
    here.connect(there.local(path), path);
    there.connect(here.local(path), path);
    most = context.port(1).maxMessageBytes();
  }

  VerbsContext context() {
    return context;
  }

  ProtectionDomain domain() {
    return domain;
  }

  /** Whether it can be opened: what {@link VerbsDevice#obstacle} says. */
  static String obstacle() {
    return VerbsDevice.obstacle();
  }

  /**
   * Moves bytes between the memory from {@code address} on, by {@code region}, and the peer's. Where they go to that memory, the peer first
   * puts something new into its own, so that what has arrived is told from what was there.
   */
  void transfer(Operation operation, MemoryRegion region, long address, MemorySegment peer) {
    if (operation.writes()) {
      mark(peer);
    }
    try (MemoryRegion peers = domain.register(peer, ALL)) {
      for (long done = 0; done < peer.byteSize(); done += most) {
        int length = (int) Math.min(most, peer.byteSize() - done);
        part(operation, region, address + done, peers.slice(peer.address() + done, length), peers.rkey());
      }
    }
  }

  /** Writes as many bytes as {@code peer} has, which is registered the first time only: no cost but the write's, and the region's. */
  void write(MemoryRegion region, long address, MemorySegment peer) {
    if (kept == null || kept.address() != peer.address()) {
      kept = domain.register(peer, ALL);
    }
    part(Operation.WRITE, region, address, kept.slice(peer.address(), peer.byteSize()), kept.rkey());
  }

  /**
   * As {@link #transfer}, of a few bytes, in memory of the peer's that is registered once.
   *
   * @param length bytes, up to {@link #FEW}
   * @return whether the peer has, or has given, what the program reads at {@code address}
   */
  boolean moves(Operation operation, MemoryRegion region, long address, int length) {
    if (few == null) {
      few = domain.register(Arena.global().allocate(FEW, 64), ALL);
    }
    MemorySegment peer = at(few.address(), length);
    mark(peer);
    part(operation, region, address, few.slice(few.address(), length), few.rkey());
    return peer.mismatch(at(address, length)) == -1;
  }

  /** Writes what was nowhere before: a byte or more. */
  void mark(MemorySegment memory) {
    memory.fill((byte) ++marks);
    if (memory.byteSize() >= Long.BYTES) {
      memory.set(ValueLayout.JAVA_LONG_UNALIGNED, 0, marks);
    }
  }

  @SuppressWarnings("restricted")
  static MemorySegment at(long address, long length) {
    return MemorySegment.ofAddress(address).reinterpret(length);
  }

  private void part(Operation operation, MemoryRegion region, long address, Slice peer, int peerKey) {
    switch (operation) {
      case SEND -> {
        there.postReceive(2, peer);
        here.postSend(1, QueuePair.SIGNALED, region.slice(address, peer.length()));
        next();
      }
      case WRITE -> here.postWrite(1, QueuePair.SIGNALED, peer.address(), peerKey, region.slice(address, peer.length()));
      case READ -> there.postRead(1, QueuePair.SIGNALED, address, region.rkey(), peer);
      case FETCH -> here.postRead(1, QueuePair.SIGNALED, peer.address(), peerKey, region.slice(address, peer.length()));
      case TARGET -> there.postWrite(1, QueuePair.SIGNALED, address, region.rkey(), peer);
    }
    next();
  }

  private void next() {
    WorkCompletion completion = completions.await(LIMIT_SECONDS, TimeUnit.SECONDS);
    if (completion == null) {
      throw new IllegalStateException("no completion within " + LIMIT_SECONDS + " s; this side is in " + here.state() + ", the peer's in " + there.state());
    }
    completion.expectSuccess();
  }

  @Override
  public void close() {
    context.close();
  }
}
