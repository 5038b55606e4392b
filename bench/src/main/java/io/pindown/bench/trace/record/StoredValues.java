package io.pindown.bench.trace.record;

import io.netty.util.internal.CleanableDirectBuffer;
import io.netty.util.internal.PlatformDependent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Values of 4 KiB to 1 MiB in blocks of their own, some asked for often; which ones they are changes slowly, and some are replaced. */
public final class StoredValues implements Workload {
  private static final int VALUES = 2000;
  private static final int SMALLEST = 4096;
  private static final double OCTAVES = 8;
  private static final int BETWEEN_CHANGES = 100;

  @Override
  public String name() {
    return "stored values";
  }

  @Override
  public void run(Sends sends, long seed, int accesses) {
    Random random = new Random(seed);
    List<CleanableDirectBuffer> values = new ArrayList<>();
    for (int i = 0; i < VALUES; i++) {
      values.add(value(random));
    }
    Zipf zipf = new Zipf(VALUES, 0.9);
    for (int i = 1; sends.accesses() < accesses; i++) {
      CleanableDirectBuffer value = values.get(zipf.draw(random));
      sends.access(DirectBuffers.address(value.buffer()), value.buffer().capacity());
      if (i % BETWEEN_CHANGES == 0) {
        Collections.swap(values, zipf.draw(random), random.nextInt(VALUES));
        values.set(random.nextInt(VALUES), value(random)).clean();
      }
    }
    values.forEach(CleanableDirectBuffer::clean);
  }

  /** Netty's way to memory that is freed by a call on every JDK: {@code ByteBuffer.allocateDirect} leaves it to the collector. */
  private static CleanableDirectBuffer value(Random random) {
    return PlatformDependent.allocateDirect((int) (SMALLEST * Math.pow(2, OCTAVES * random.nextDouble())), true);
  }
}
