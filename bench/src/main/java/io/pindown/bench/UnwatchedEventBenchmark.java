package io.pindown.bench;

import io.pindown.registry.AddressSpace;
import io.pindown.registry.WatchRegistry;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Events for memory that nobody watches, with more or fewer watches elsewhere. The native side of the same is {@code ucx-rcache
 * unwatched}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 5, jvmArgsAppend = {"-Xms4g", "-Xmx4g"})
public class UnwatchedEventBenchmark {
  @Param({"0", "1000", "100000", "1000000"})
  public int watches;

  /** Blocks that the program uses again and again. */
  @Param("1000")
  public int blocks;

  private AddressSpace space;
  private WatchRegistry registry;
  private long[] bases;

  @Setup
  public void watch() {
    space = AddressSpace.detached();
    registry = space.newRegistry("bench");
    for (int i = 0; i < watches; i++) {
      long address = Layout.SPARSE.address(i);
      space.allocated(address, Layout.REGION);
      registry.watch(address, Layout.REGION, i);
    }
    bases = new long[blocks];
    for (int i = 0; i < blocks; i++) {
      bases[i] = Layout.elsewhere(watches, i);
    }
  }

  /** Also fails if an event hit a watch. */
  @TearDown
  public void close() {
    if (registry.generation() != 0) {
      throw new IllegalStateException("generation " + registry.generation() + ": an event hit a watch");
    }
    registry.close();
  }

  /** A block that no table knows, as all small ones are. */
  @Benchmark
  public void freeOfUnknownBlock(Walk walk) {
    space.freed(bases[walk.next(blocks)]);
  }

  /** One event each: a container is recorded, and forgotten again. */
  @Benchmark
  public void allocateAndFreeOfContainer(Walk walk) {
    long base = bases[walk.next(blocks)];
    space.allocated(base, Layout.REGION);
    space.freed(base);
  }
}
