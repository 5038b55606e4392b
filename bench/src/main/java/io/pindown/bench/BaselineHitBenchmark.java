package io.pindown.bench;

import io.pindown.bench.baseline.RegionMap;
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
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/** {@link HitBenchmark} with what people write instead of a registration cache, on the same regions in the same order. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 5, jvmArgsAppend = {"-Xms4g", "-Xmx4g"})
public class BaselineHitBenchmark {
  @Param
  public RegionMap.Kind map;

  @Param({"1", "1000", "10000", "100000", "1000000"})
  public int regions;

  @Param("SPARSE")
  public Layout layout;

  private RegionMap regionMap;
  private long[] addresses;

  @Setup
  public void fill() {
    regionMap = map.make(regions);
    addresses = layout.addresses(regions);
    for (long address : addresses) {
      regionMap.add(address, Layout.REGION);
    }
  }

  @Benchmark
  public boolean hit(Walk walk) {
    long address = addresses[walk.next(regions)];
    if (!regionMap.takeAndGiveBack(address, Layout.REGION)) {
      throw new IllegalStateException("not found: 0x" + Long.toHexString(address));
    }
    return true;
  }

  @Benchmark
  @Threads(2)
  public boolean hitByTwo(Walk walk) {
    return hit(walk);
  }
}
