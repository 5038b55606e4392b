package io.pindown.bench;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
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
 * Acquire and release of memory that is not registered: watch, register and publish, among many live registrations. A batch of random
 * regions in each iteration, which were freed and allocated again before it. The native side of the same is the figure {@code insert} of
 * {@code ucx-rcache invalidate}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 60)
@Measurement(iterations = 20)
@Fork(value = 5, jvmArgsAppend = {"-Xms4g", "-Xmx4g"})
public class MissBenchmark {
  static final int BATCH = 20_000;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

  @Param({"100000", "1000000"})
  public int regions;

  private final Walk walk = new Walk(1);
  private CachedRegions cached;
  private long[] addresses;
  private long registrations;

  @Setup
  public void fill() {
    if (regions < BATCH) {
      throw new IllegalArgumentException("regions is " + regions + "; a batch of " + BATCH + " needs so many or more");
    }
    cached = CachedRegions.filled(Layout.SPARSE, regions);
    addresses = cached.addresses;
    registrations = regions;
  }

  @Setup(Level.Iteration)
  public void invalidate() {
    cached.requireRegistrations(registrations);
    walk.shuffle(addresses, BATCH);
    for (int i = 0; i < BATCH; i++) {
      cached.space.freed(addresses[i]);
      cached.space.allocated(addresses[i], Layout.REGION);
    }
    long elsewhere = Layout.elsewhere(regions, 0);
    cached.allocateAndRegister(elsewhere); // a miss clears away all that is invalid
    cached.space.freed(elsewhere);
    awaitClear();
    registrations += 1 + BATCH;
  }

  /** Until the cache has deregistered the batch: its own thread may be at it. */
  private void awaitClear() {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (cached.cache.statistics().deferred() > 0 || cached.cache.statistics().live() > regions - BATCH + 1) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("still not deregistered: " + cached.cache.statistics());
      }
      LockSupport.parkNanos(10_000);
    }
  }

  @TearDown
  public void close() {
    cached.requireRegistrations(registrations);
    cached.close();
  }

  @Benchmark
  @OperationsPerInvocation(BATCH)
  public void acquireAndRelease() {
    for (int i = 0; i < BATCH; i++) {
      cached.acquire(addresses[i]).release();
    }
  }
}
