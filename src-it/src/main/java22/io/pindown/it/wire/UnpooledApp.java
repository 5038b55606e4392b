package io.pindown.it.wire;

import io.pindown.it.app.Artefact;
import io.pindown.it.app.OffHeap;
import io.pindown.nic.uring.Ring;
import io.pindown.registry.AddressSpace;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A program without a pool: for each message it allocates a block, fills it, sends it and frees it, with a few others that live longer.
 * Arguments: how to register, the sizes of blocks in bytes, joined by +, messages, seed. It tells what it took and what the caches of the
 * JVM did.
 */
public final class UnpooledApp {
  private static final int LIVE = 8;

  private final Registering registering;
  private final Wire wire;
  private final SplittableRandom random;
  private final int[] choice;
  private final MemorySegment arrived;
  private final long[] blocks = new long[LIVE];
  private final int[] sizes = new int[LIVE];
  private long messages;
  private long bytes;
  private long wrong;

  private UnpooledApp(Registering registering, Wire wire, int[] choice, long seed) {
    this.registering = registering;
    this.wire = wire;
    this.choice = choice;
    this.random = new SplittableRandom(seed);
    this.arrived = Arena.global().allocate(Arrays.stream(choice).max().orElseThrow());
  }

  public static void main(String[] args) throws Exception {
    Artefact artefact = new Artefact();
    artefact.put("available", Ring.probe().available());
    artefact.put("cause", Ring.probe().cause());
    if (Ring.probe().available()) {
      try (Ring ring = Ring.open();
          Registering registering = Registering.of(args[0], ring);
          Wire wire = new FileWire(ring)) {
        UnpooledApp app = new UnpooledApp(registering, wire, sizes(args[1]), Long.parseLong(args[3]));
        app.run(Integer.parseInt(args[2]), artefact);
        for (String count : new String[] {"Hits", "Misses", "Registrations", "Revived", "Invalidations", "InUseInvalidations", "OneUseTotal"}) {
          artefact.put(count, CacheCount.of(count));
        }
      }
      artefact.put("monitored", AddressSpace.process().kernel() != null);
    }
    artefact.write();
  }

  private static int[] sizes(String list) {
    return Arrays.stream(list.split("\\+")).mapToInt(Integer::parseInt).toArray();
  }

  private void run(int count, Artefact artefact) throws Exception {
    long begun = 0;
    for (int i = -count / 2; i < count; i++) { // what comes first is to warm up
      if (i == 0) {
        begun = System.nanoTime();
      }
      message();
    }
    long nanos = System.nanoTime() - begun;
    for (int i = 0; i < LIVE; i++) {
      OffHeap.free(blocks[i]);
    }
    artefact.put("messages", messages);
    artefact.put("bytes", bytes);
    artefact.put("wrong", wrong);
    artefact.put("nanos-a-message", nanos / count);
  }

  private void message() throws Exception {
    int place = random.nextInt(LIVE);
    if (blocks[place] != 0) {
      OffHeap.free(blocks[place]);
    }
    sizes[place] = choice[random.nextInt(choice.length)];
    blocks[place] = OffHeap.allocate(sizes[place]);
    MemorySegment memory = Traffic.at(blocks[place], sizes[place]);
    memory.fill((byte) random.nextInt());
    MemorySegment target = arrived.asSlice(0, sizes[place]);
    registering.with(memory.address(), memory.byteSize(), region -> wire.send(region, memory.address(), target));
    messages++;
    bytes += sizes[place];
    wrong += memory.mismatch(target) == -1 ? 0 : 1;
  }
}
