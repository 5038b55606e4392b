package io.pindown.bench.trace.record;

import java.nio.ByteBuffer;
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
  public void run(Recorder recorder, long seed, int accesses) {
    Random random = new Random(seed);
    List<ByteBuffer> values = new ArrayList<>();
    for (int i = 0; i < VALUES; i++) {
      values.add(value(random));
    }
    Zipf zipf = new Zipf(VALUES, 0.9);
    for (int i = 1; recorder.accesses() < accesses; i++) {
      ByteBuffer value = values.get(zipf.draw(random));
      recorder.access(DirectBuffers.address(value), value.capacity());
      if (i % BETWEEN_CHANGES == 0) {
        Collections.swap(values, zipf.draw(random), random.nextInt(VALUES));
        DirectBuffers.free(values.set(random.nextInt(VALUES), value(random)));
      }
    }
    values.forEach(DirectBuffers::free);
  }

  private static ByteBuffer value(Random random) {
    return ByteBuffer.allocateDirect((int) (SMALLEST * Math.pow(2, OCTAVES * random.nextDouble())));
  }
}
