package io.pindown.demo.harness;

import io.pindown.demo.app.Batch;
import io.pindown.demo.app.Sender;
import io.pindown.demo.measure.Way;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** One block of memory with a few slots of one size, from which rounds of messages are sent in one way, slot after slot. */
final class SpeedBlock implements AutoCloseable {
  private static final long ALIGNMENT = 4096;

  private final Arena arena = Arena.ofConfined();
  private final long size;
  private final MemorySegment[] slots = new MemorySegment[WorkloadPlan.SLOTS];
  private final Sender<?> sender;
  private final Latencies sends = new Latencies();
  private final Latencies pins = new Latencies();

  SpeedBlock(Way way, Attached<?> nic, long size) {
    this.size = size;
    MemorySegment block = arena.allocate(size * slots.length, ALIGNMENT);
    for (int slot = 0; slot < slots.length; slot++) {
      slots[slot] = block.asSlice(slot * size, size);
    }
    sender = nic.sender(way, size, block);
  }

  /** Sends so many messages. */
  RoundResult round(int messages) {
    sends.clear();
    pins.clear();
    Batch batch = new Batch(false, messages, size);
    sender.announce(batch);
    long begun = System.nanoTime();
    for (int message = 0; message < messages; message++) {
      sender.send(slots[message % slots.length]);
      sends.record(sender.sendNanos());
      pins.record(sender.pinNanos());
    }
    long arrived = sender.receipt().bytes();
    long nanos = System.nanoTime() - begun;
    if (arrived != batch.total()) {
      throw new IllegalStateException(arrived + " bytes arrived of " + batch.total());
    }
    return new RoundResult(arrived, nanos, sends.text(), pins.text());
  }

  @Override
  public void close() {
    sender.close();
    arena.close();
  }
}
