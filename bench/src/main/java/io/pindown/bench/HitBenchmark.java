package io.pindown.bench;

import io.pindown.cache.Lease;
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
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Acquire and release of cached registrations in random order, by one thread and by two. The native side of the same is {@code
 * ucx-rcache hit}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 5, jvmArgsAppend = {"-Xms4g", "-Xmx4g"})
public class HitBenchmark {
  @Param({"1", "1000", "10000", "100000", "1000000"})
  public int regions;

  @Param({"SPARSE", "DENSE"})
  public Layout layout;

  private CachedRegions cached;
  private long[] addresses;

  @Setup
  public void fill() {
    cached = CachedRegions.filled(layout, regions);
    addresses = cached.addresses;
  }

  @TearDown
  public void close() {
    cached.requireRegistrations(regions);
    cached.close();
  }

  @Benchmark
  public Object hit(Walk walk) {
    Lease<Object> lease = cached.acquire(addresses[walk.next(regions)]);
    Object handle = lease.handle();
    lease.release();
    return handle;
  }

  @Benchmark
  @Threads(2)
  public Object hitByTwo(Walk walk) {
    return hit(walk);
  }
}
