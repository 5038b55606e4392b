package io.pindown.bench;

import io.pindown.cache.Lease;
import io.pindown.registry.AddressSpace;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Group;
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
 * Hits on hot regions while a second thread frees, allocates, unmaps and maps other memory as fast as it can; beside a second thread
 * that is as busy, with memory and atomic operations of its own, but does not touch Pindown; and alone. The figure of a group is that
 * of its hitting thread, {@code hitInStorm}, {@code hitInPeace}, {@code hitAlone}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 5, jvmArgsAppend = {"-Xms4g", "-Xmx4g"})
public class StormBenchmark {
  /** Containers that come and go; half of them blocks, half mappings. */
  private static final int OTHERS = 1024;

  @Param("1000")
  public int regions;

  private CachedRegions cached;
  private AddressSpace space;
  private long[] addresses;
  private final long[] others = new long[OTHERS];
  private final AtomicLongArray unrelated = new AtomicLongArray(OTHERS * 8);

  @Setup
  public void fill() {
    cached = CachedRegions.filled(Layout.SPARSE, regions);
    space = cached.space;
    addresses = cached.addresses;
    for (int i = 0; i < OTHERS; i++) {
      others[i] = Layout.elsewhere(regions, i);
      appear(i);
    }
  }

  @TearDown
  public void close() {
    cached.requireRegistrations(regions);
    cached.close();
  }

  @Benchmark
  @Group("storm")
  public Object hitInStorm(Walk walk) {
    return hit(walk);
  }

  @Benchmark
  @Group("storm")
  public void freeAndUnmapOthers(Walk walk) {
    int i = walk.next(OTHERS);
    if (isMapping(i)) {
      space.unmapped(others[i], Layout.REGION);
    } else {
      space.freed(others[i]);
    }
    appear(i);
  }

  @Benchmark
  @Group("peace")
  public Object hitInPeace(Walk walk) {
    return hit(walk);
  }

  @Benchmark
  @Group("peace")
  public void beBusy(Walk walk) {
    unrelated.getAndIncrement(walk.next(unrelated.length()));
  }

  @Benchmark
  @Group("alone")
  public Object hitAlone(Walk walk) {
    return hit(walk);
  }

  private Object hit(Walk walk) {
    Lease<Object> lease = cached.acquire(addresses[walk.next(regions)]);
    Object handle = lease.handle();
    lease.release();
    return handle;
  }

  private void appear(int i) {
    if (isMapping(i)) {
      space.mapped(others[i], Layout.REGION);
    } else {
      space.allocated(others[i], Layout.REGION);
    }
  }

  private static boolean isMapping(int i) {
    return (i & 1) != 0;
  }
}
