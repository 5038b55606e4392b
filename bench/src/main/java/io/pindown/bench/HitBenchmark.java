package io.pindown.bench;

import io.pindown.cache.CacheOptions;
import io.pindown.cache.Lease;
import io.pindown.cache.RegistrationCache;
import io.pindown.registrar.Access;
import io.pindown.registry.AddressSpace;
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

/** Acquire and release of cached registrations in random order, and the free of memory that nobody watches. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class HitBenchmark {
  private static final long FIRST = 1L << 44;
  private static final long LENGTH = 64 << 10;
  private static final long STRIDE = 1 << 20;

  @Param({"1", "1000", "100000"})
  public int regions;

  private AddressSpace space;
  private RegistrationCache<Long> cache;

  /** Each thread's own walk. */
  @State(Scope.Thread)
  public static class Walk {
    private long x = 88172645463325252L + Thread.currentThread().getId();

    int next(int bound) {
      x ^= x << 13;
      x ^= x >>> 7;
      x ^= x << 17;
      return (int) ((x >>> 33) % bound);
    }
  }

  @Setup
  public void fill() {
    space = AddressSpace.detached();
    CacheOptions options = CacheOptions.defaults("bench").withMaxBytes(Long.MAX_VALUE).withMaxRegistrations(1 << 24);
    cache = RegistrationCache.of(new NoDevice(), options, space);
    for (int i = 0; i < regions; i++) {
      space.declare(FIRST + i * STRIDE, LENGTH);
      cache.acquire(FIRST + i * STRIDE, LENGTH, Access.LOCAL_WRITE).release();
    }
  }

  @TearDown
  public void close() {
    cache.close();
  }

  @Benchmark
  public long hit(Walk walk) {
    Lease<Long> lease = cache.acquire(FIRST + walk.next(regions) * STRIDE, LENGTH, Access.LOCAL_WRITE);
    long handle = lease.handle();
    lease.release();
    return handle;
  }

  @Benchmark
  public void freeOfUnwatched(Walk walk) {
    space.freed(FIRST + LENGTH + walk.next(regions) * STRIDE);
  }
}
