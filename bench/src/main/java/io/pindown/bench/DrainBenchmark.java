package io.pindown.bench;

import io.pindown.registry.AddressSpace;
import io.pindown.registry.Watch;
import io.pindown.registry.WatchRegistry;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A drain of k dirty watches of N: the time must follow k, and N only by what the caches of the processor no longer hold. Each call
 * drains what the set-up before it has made dirty, so the time of one call has two readings of the clock in it, some 20 to 50 ns; for
 * k = 100 that does not matter, for k = 1 compare the rows with each other.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
@Threads(1)
public class DrainBenchmark {
  private static final long FIRST = 1L << 44;
  private static final long LENGTH = 64 << 10;
  private static final long STRIDE = 1 << 20;

  @Param({"1000", "100000"})
  public int watches;

  @Param({"1", "100"})
  public int dirty;

  private AddressSpace space;
  private WatchRegistry registry;
  private Watch[] all;
  private long[] cookies;
  private SplittableRandom random;

  @Setup
  public void watch() {
    space = AddressSpace.detached();
    registry = space.newRegistry("bench");
    all = new Watch[watches];
    for (int i = 0; i < watches; i++) {
      all[i] = registry.watch(FIRST + i * STRIDE, LENGTH, i);
    }
    cookies = new long[dirty + 1];
    random = new SplittableRandom(1);
  }

  /** Arms what the call before has drained, and hits other watches, each once. */
  @Setup(Level.Invocation)
  public void hit() {
    for (int i = 0; i < dirty; i++) {
      registry.rearm(all[(int) cookies[i]]);
    }
    int first = random.nextInt(watches);
    int step = watches / dirty;
    for (int i = 0; i < dirty; i++) {
      space.unmapped(all[(first + i * step) % watches].address(), LENGTH);
    }
  }

  @Benchmark
  public int drain() {
    int count = registry.drain(cookies);
    if (count != dirty) {
      throw new IllegalStateException(count + " of " + dirty + " dirty watches were drained");
    }
    return count;
  }

  @TearDown
  public void close() {
    registry.close();
  }
}
