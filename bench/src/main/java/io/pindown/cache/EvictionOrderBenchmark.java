package io.pindown.cache;

import io.pindown.cache.EvictionOrder.Scarce;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What a choice of a victim costs, with its removal and the adding of another one. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EvictionOrderBenchmark {
  @Param({"1000", "100000", "1000000"})
  public int entries;

  /** Whether entries lie in memory in the order in which the hand comes by, or anywhere. */
  @Param({"false", "true"})
  public boolean shuffled;

  private EvictionOrder<Entry> order;

  @Setup
  public void fill() {
    Random random = new Random(1);
    order = new EvictionOrder<>(new RegistrationCost());
    Entry[] made = new Entry[entries];
    for (int i = 0; i < entries; i++) {
      made[i] = new Entry(4096L << random.nextInt(9));
    }
    for (int i = entries - 1; shuffled && i > 0; i--) {
      int other = random.nextInt(i + 1);
      Entry swapped = made[i];
      made[i] = made[other];
      made[other] = swapped;
    }
    for (Entry entry : made) {
      order.add(entry);
    }
  }

  @Benchmark
  public void replace() {
    Entry victim = order.next(Scarce.BYTES);
    order.remove(victim);
    order.add(victim);
  }

  /** About as large as a registration. */
  private static final class Entry extends Unpinned {
    private final long[] rest = new long[6];

    Entry(long bytes) {
      super(bytes);
    }

    @Override
    public boolean isIdle() {
      return rest[0] == 0;
    }
  }
}
