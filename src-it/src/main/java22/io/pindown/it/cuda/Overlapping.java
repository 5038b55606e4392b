package io.pindown.it.cuda;

import io.pindown.it.app.Artefact;
import io.pindown.it.app.OffHeap;
import io.pindown.nic.cuda.CudaContext;
import io.pindown.nic.cuda.DeviceMemory;
import io.pindown.nic.cuda.Stream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Several copies under way at once, on streams of their own, of buffers that are freed when theirs is done, and the next ones get their addresses: both what a device
 * reads and what it writes. Large blocks, which are mappings of their own, and small ones beside each other, which share pages.
 */
final class Overlapping {
  private static final int ROUNDS = 6;
  private static final int STREAMS = 3;
  private static final int LARGE = 40 << 20;
  private static final int SMALL = 10_000;
  private static final int SMALL_BUFFERS = 8;

  private final CudaContext context;
  private final Copying copying;
  private final StandInDriver standIn;
  /** Not with what waits for the device before it registers anew. */
  private final boolean holds;

  Overlapping(CudaContext context, Copying copying, StandInDriver standIn) {
    this.context = context;
    this.copying = copying;
    this.standIn = standIn;
    this.holds = copying instanceof Copying.Leased;
  }

  void run(Artefact artefact) throws Exception {
    run("large", LARGE, 1, artefact);
    copying.forget();
    run("small", SMALL, SMALL_BUFFERS, artefact);
  }

  /** One buffer that is sent and one that receives, so many times for each stream. */
  private record Pair(ByteBuffer sent, ByteBuffer received, long offset) {}

  private void run(String name, int bytes, int each, Artefact artefact) throws Exception {
    List<Stream> streams = new ArrayList<>();
    for (int i = 0; i < STREAMS; i++) {
      streams.add(context.createStream());
    }
    Set<Long> places = new HashSet<>();
    int wrong = 0;
    int copies = 0;
    int before = 0;
    try (DeviceMemory device = context.allocate((long) bytes * each * STREAMS)) {
      for (int round = 0; round < ROUNDS; round++) {
        List<Pair> pairs = new ArrayList<>();
        List<CompletableFuture<Void>> pending = new ArrayList<>();
        standIn.hold(holds); // so that all are under way at once
        for (int i = 0; i < STREAMS * each; i++) {
          Pair pair = new Pair(filled(bytes, 'A' + round), filled(bytes, '?'), (long) i * bytes);
          Stream stream = streams.get(i % STREAMS);
          pairs.add(pair);
          pending.add(copying.toDevice(MemorySegment.ofBuffer(pair.sent), device, pair.offset, stream));
          pending.add(copying.fromDevice(device, pair.offset, MemorySegment.ofBuffer(pair.received), stream));
        }
        before += pending.stream().anyMatch(CompletableFuture::isDone) ? 1 : 0;
        standIn.hold(false);
        CompletableFuture.allOf(pending.toArray(new CompletableFuture<?>[0])).get();
        for (Pair pair : pairs) {
          copies++;
          wrong += pair.sent.mismatch(pair.received) == -1 ? 0 : 1;
          places.add(OffHeap.address(pair.sent));
          places.add(OffHeap.address(pair.received));
        }
        for (Pair pair : pairs) {
          OffHeap.invokeCleaner(pair.sent);
          OffHeap.invokeCleaner(pair.received);
        }
      }
    } finally {
      standIn.hold(false);
    }
    streams.forEach(Stream::close);
    artefact.put(name + "-overlapping/copies", copies);
    artefact.put(name + "-overlapping/wrong", wrong);
    artefact.put(name + "-overlapping/done-before", before);
    artefact.put(name + "-overlapping/addresses-used-again", 2 * copies - places.size());
  }

  private static ByteBuffer filled(int bytes, int with) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(bytes);
    byte[] chunk = new byte[Math.min(bytes, 1 << 20)];
    Arrays.fill(chunk, (byte) with);
    while (buffer.hasRemaining()) {
      buffer.put(chunk, 0, Math.min(chunk.length, buffer.remaining()));
    }
    return buffer.flip();
  }
}
