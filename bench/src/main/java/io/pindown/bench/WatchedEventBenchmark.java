package io.pindown.bench;

import io.pindown.registry.AddressSpace;
import io.pindown.registry.Watch;
import io.pindown.registry.WatchRegistry;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The free of a container with one watch, of many: a batch of random ones in each iteration. Draining, allocating again and arming
 * again happens between the iterations and is not measured. The native side of the same is {@code ucx-rcache invalidate}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 100)
@Measurement(iterations = 30)
@Fork(value = 5, jvmArgsAppend = {"-Xms4g", "-Xmx4g"})
public class WatchedEventBenchmark {
  static final int BATCH = 20_000;

  @Param({"100000", "1000000"})
  public int watches;

  private final Walk walk = new Walk(1);
  private final long[] cookies = new long[BATCH];
  private AddressSpace space;
  private WatchRegistry registry;
  private Watch[] byCookie;
  private long[] addresses;
  private int expected;

  @Setup
  public void watch() {
    if (watches < BATCH) {
      throw new IllegalArgumentException("watches is " + watches + "; a batch of " + BATCH + " needs so many or more");
    }
    space = AddressSpace.detached();
    registry = space.newRegistry("bench");
    addresses = Layout.SPARSE.addresses(watches);
    byCookie = new Watch[watches];
    for (int i = 0; i < watches; i++) {
      space.allocated(addresses[i], Layout.REGION);
      byCookie[i] = registry.watch(addresses[i], Layout.REGION, i);
    }
  }

  @Setup(Level.Iteration)
  public void armAgain() {
    requireDirty(expected);
    walk.shuffle(addresses, BATCH);
    expected = BATCH;
  }

  private void requireDirty(int count) {
    int dirty = 0;
    for (int n; (n = registry.drain(cookies)) != 0; dirty += n) {
      for (int i = 0; i < n; i++) {
        Watch watch = byCookie[(int) cookies[i]];
        space.allocated(watch.address(), watch.length());
        registry.rearm(watch);
      }
    }
    if (dirty != count) {
      throw new IllegalStateException(dirty + " watches were hit, not " + count);
    }
  }

  @TearDown
  public void close() {
    requireDirty(expected);
    registry.close();
  }

  @Benchmark
  @OperationsPerInvocation(BATCH)
  public void free() {
    for (int i = 0; i < BATCH; i++) {
      space.freed(addresses[i]);
    }
  }
}
