package io.pindown.it.wire;

import io.pindown.nic.fabric.AddressVector;
import io.pindown.nic.fabric.CompletionQueue;
import io.pindown.nic.fabric.Domain;
import io.pindown.nic.fabric.Endpoint;
import io.pindown.nic.fabric.Fabric;
import io.pindown.nic.fabric.Info;
import io.pindown.nic.fabric.MemoryAccess;
import io.pindown.nic.fabric.MemoryRegion;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.BooleanSupplier;

/**
 * Two endpoints of libfabric's in this process, and the ways to take bytes from registered memory of the one to the other. Of a large
 * range the begin, the middle and the end are transferred, the rest is copied: a device in software is slow, and a registration is stale in
 * all its pages.
 */
final class FabricLink implements AutoCloseable {
  /** How bytes go. */
  enum Way {
    /** A tagged message out of the memory. */
    TAGGED,
    /** A write to the peer out of the memory. */
    WRITE,
    /** A read by the peer from the memory. */
    READ,
    /** A write by the peer into the memory. */
    TARGET
  }

  static final long ACCESS =
      MemoryAccess.SEND
          | MemoryAccess.RECV
          | MemoryAccess.READ
          | MemoryAccess.WRITE
          | MemoryAccess.REMOTE_READ
          | MemoryAccess.REMOTE_WRITE;

  private static final long WHOLE = 1 << 18;
  private static final long EDGE = 1 << 15;
  private static final long MIDDLE = 1 << 17;
  private static final long PATIENCE_NANOS = 60_000_000_000L;

  private final Fabric fabric;
  private final Domain domain;
  private final CompletionQueue[] queues = new CompletionQueue[2];
  private final Endpoint[] endpoints = new Endpoint[2];
  private final long[] peers = new long[2];
  private final MemorySegment stage = Arena.global().allocate(WHOLE, 4096);
  private final MemoryRegion staged;
  private final int[] completed = new int[2];
  private byte written;

  FabricLink(Info info) {
    fabric = Fabric.open(info);
    domain = fabric.domain(info);
    AddressVector[] vectors = new AddressVector[2];
    for (int i = 0; i < 2; i++) {
      queues[i] = domain.completionQueue(64);
      vectors[i] = domain.addressVector();
      endpoints[i] = domain.endpoint(info);
      endpoints[i].bind(queues[i]);
      endpoints[i].bind(vectors[i]);
      endpoints[i].enable();
    }
    for (int i = 0; i < 2; i++) {
      peers[i] = vectors[i].insert(endpoints[1 - i].name());
    }
    staged = domain.register(stage.address(), stage.byteSize(), ACCESS);
  }

  Domain domain() {
    return domain;
  }

  /** Transfers {@code [address, address + arrived.byteSize())} of a region. */
  void transfer(Way way, MemoryRegion region, long address, MemorySegment arrived) {
    long length = arrived.byteSize();
    if (length <= WHOLE) {
      piece(way, region, address, arrived, 0, length);
      return;
    }
    arrived.copyFrom(Traffic.at(address, length));
    piece(way, region, address, arrived, 0, EDGE);
    piece(way, region, address, arrived, (length - MIDDLE) / 2 & -4096, MIDDLE);
    piece(way, region, address, arrived, length - EDGE, EDGE);
  }

  private void piece(Way way, MemoryRegion region, long address, MemorySegment arrived, long from, long length) {
    long place = address + from;
    long here = stage.address();
    long sink = staged.descriptor();
    stage.asSlice(0, length).fill(way == Way.TARGET ? ++written : (byte) '?');
    switch (way) {
      case TAGGED -> {
        post(() -> endpoints[1].receiveTagged(here, length, sink, peers[1], 5, 0, 1));
        post(() -> endpoints[0].sendTagged(place, length, region.descriptor(), peers[0], 5, 1));
        await(0);
        await(1);
      }
      case WRITE -> {
        post(() -> endpoints[0].write(place, length, region.descriptor(), peers[0], staged.remoteAddress(here), staged.key(), 1));
        await(0);
      }
      case READ -> {
        post(() -> endpoints[1].read(here, length, sink, peers[1], region.remoteAddress(place), region.key(), 1));
        await(1);
      }
      case TARGET -> {
        post(() -> endpoints[1].write(here, length, sink, peers[1], region.remoteAddress(place), region.key(), 1));
        await(1);
      }
    }
    // what a peer has written must be what the program reads; what a peer was sent or has read, what it got
    arrived.asSlice(from, length).copyFrom(stage.asSlice(0, length));
  }

  private void post(BooleanSupplier attempt) {
    long since = System.nanoTime();
    while (!attempt.getAsBoolean()) {
      progress();
      patience(since);
    }
  }

  /** Waits for the one operation of an end that is under way. */
  private void await(int end) {
    long since = System.nanoTime();
    while (completed[end] == 0) {
      progress();
      patience(since);
    }
    completed[end]--;
  }

  /** Both ends: a provider may need the one to read its queue for the other's operation to go on. */
  private void progress() {
    for (int i = 0; i < 2; i++) {
      if (queues[i].poll() != null) {
        completed[i]++;
      }
    }
  }

  private static void patience(long since) {
    if (System.nanoTime() - since > PATIENCE_NANOS) {
      throw new IllegalStateException("no completion within 60 s");
    }
    Thread.onSpinWait();
  }

  @Override
  public void close() {
    fabric.close();
  }
}
