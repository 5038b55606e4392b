package io.pindown.it.wire;

import io.pindown.it.app.Artefact;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;

/** The sends of one path, each compared with what the program reads at the address; and how many were of a range used before. */
public final class Traffic {
  /** All sizes are divided by it: for a machine on which each byte takes long. */
  static final int DIVISOR = Integer.getInteger("it.wire.divisor", 1);

  /** The largest send. */
  public static final long MAX_LENGTH = (48L << 20) / DIVISOR;

  private static final MemorySegment ARRIVED = Arena.global().allocate(MAX_LENGTH, 4096);

  /** Has the bytes of {@code [address, address + length)} come to {@code arrived}, as a device reads them; or go there from {@code arrived}. */
  public interface Sending {
    void send(long address, long length, MemorySegment arrived) throws Exception;
  }

  private final Sending sending;
  private final Map<Range, Integer> firstUse = new HashMap<>();
  private final int[] counts = new int[4];
  private static final int STAGE = 0;
  private static final int MESSAGES = 1;
  private static final int WRONG = 2;
  private static final int REUSED = 3;

  Traffic(Registering registering, Wire wire) {
    this((address, length, arrived) -> registering.with(address, length, region -> wire.send(region, address, arrived)));
  }

  /** What a cache that is told nothing takes for the same memory. */
  private record Range(long address, long length) {}

  public Traffic(Sending sending) {
    this.sending = sending;
  }

  /** Begins a new stage: the memory has changed since the one before. Returns a byte of its own to fill memory with. */
  byte nextStage() {
    return (byte) ('A' + counts[STAGE]++);
  }

  /** Sends twice; the second time a cache can find what the first one registered. */
  void sendTwice(long address, long length) throws Exception {
    send(address, length);
    send(address, length);
  }

  private void send(long address, long length) throws Exception {
    MemorySegment arrived = ARRIVED.asSlice(0, length).fill((byte) '?');
    sending.send(address, length, arrived);
    counts[MESSAGES]++;
    if (at(address, length).mismatch(arrived) != -1) {
      counts[WRONG]++;
    }
    if (firstUse.computeIfAbsent(new Range(address, length), unused -> counts[STAGE]) < counts[STAGE]) {
      counts[REUSED]++;
    }
  }

  /** The memory as the program sees it. */
  @SuppressWarnings("restricted")
  static MemorySegment at(long address, long length) {
    return MemorySegment.ofAddress(address).reinterpret(length);
  }

  public void writeTo(Artefact artefact, String path) {
    artefact.put(path + "/messages", counts[MESSAGES]);
    artefact.put(path + "/wrong", counts[WRONG]);
    artefact.put(path + "/reused", counts[REUSED]);
  }
}
