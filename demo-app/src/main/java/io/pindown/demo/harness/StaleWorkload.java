package io.pindown.demo.harness;

import io.pindown.demo.app.ArenaMemory;
import io.pindown.demo.app.Batch;
import io.pindown.demo.app.Digest;
import io.pindown.demo.app.DirectBuffers;
import io.pindown.demo.app.MappedFiles;
import io.pindown.demo.app.PayloadSource;
import io.pindown.demo.app.PayloadSource.Payload;
import io.pindown.demo.app.Sender;
import io.pindown.demo.measure.Spread;
import io.pindown.demo.measure.StaleRun;
import io.pindown.demo.measure.StaleRun.Tally;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Takes buffers of each kind of memory one after the other, sends each a few times with new content, frees it, and compares the
 * digest of what the process reads at the buffer with the one of what arrived.
 */
public final class StaleWorkload {
  private final Sender<?> sender;
  private final Recorder recorder;
  private final Runnable onBuffer;
  private final Map<String, Tally> bySource = new LinkedHashMap<>();
  private final List<Double> pinMicros = new ArrayList<>();
  private final List<Double> sendMicros = new ArrayList<>();
  private long addressesReused;

  StaleWorkload(Sender<?> sender, Recorder recorder, Runnable onBuffer) {
    this.sender = sender;
    this.recorder = recorder;
    this.onBuffer = onBuffer;
  }

  /** Runs it; what a cache says of itself is left open in the result. */
  StaleRun run(WorkloadPlan plan) throws IOException {
    try (PayloadSource files = new MappedFiles(plan.fileLength());
        PayloadSource buffers = new DirectBuffers(plan.bufferLength());
        PayloadSource arenas = new ArenaMemory(plan.bufferLength())) {
      for (PayloadSource source : List.of(files, buffers, arenas)) {
        run(source, plan);
      }
    }
    Tally all = bySource.values().stream()
        .reduce(new Tally(0, 0, 0), (a, b) -> new Tally(a.messages() + b.messages(), a.wrong() + b.wrong(), 0));
    return new StaleRun(all.messages(), all.wrong(), addressesReused, sender.pinning().registered(), null, null, null, null,
        median(pinMicros), median(sendMicros), bySource, recorder.moments());
  }

  private void run(PayloadSource source, WorkloadPlan plan) throws IOException {
    bySource.put(source.name(), new Tally(0, 0, source.length()));
    long before = 0;
    for (int generation = 1; generation <= plan.generations(); generation++) {
      Payload payload = source.take(generation);
      recorder.mapped(source.name(), generation, payload.memory());
      if (payload.memory().address() == before) {
        addressesReused++;
      }
      before = payload.memory().address();
      for (int send = 0; send < plan.sends(); send++) {
        if (send > 0) {
          source.rewrite(payload, generation, send);
        }
        boolean right = send(payload.memory());
        bySource.merge(source.name(), new Tally(0, 0, source.length()), (tally, none) -> tally.plus(right, tally.bytes()));
      }
      long freed = System.nanoTime();
      payload.close();
      recorder.unmapped(freed);
      onBuffer.run();
    }
  }

  private boolean send(MemorySegment memory) {
    long digest = Digest.of(memory);
    sender.announce(new Batch(true, 1, memory.byteSize()));
    sender.send(memory);
    boolean right = sender.receipt().digest() == digest;
    recorder.sent(right, sender.pinnedAt(), sender.unpinnedAt());
    pinMicros.add(sender.pinNanos() / 1e3);
    sendMicros.add(sender.sendNanos() / 1e3);
    return right;
  }

  private static double median(List<Double> values) {
    return Spread.of(values.stream().mapToDouble(Double::doubleValue).toArray()).median();
  }
}
