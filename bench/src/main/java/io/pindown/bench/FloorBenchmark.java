package io.pindown.bench;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
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

/**
 * The least that a hit can cost: one probe of an array, one look at what is there, an atomic add to count the lease and one to count its
 * release. Two cache lines, two uncontended atomic operations; no windows, no statistics, no second look. Same order and addresses as
 * {@link HitBenchmark}, so that a hit can be stated as a multiple of this.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 5, jvmArgsAppend = {"-Xms4g", "-Xmx4g"})
public class FloorBenchmark {
  private static final VarHandle LEASES;

  static {
    try {
      LEASES = MethodHandles.lookup().findVarHandle(Place.class, "leases", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @Param({"1", "1000", "10000", "100000", "1000000"})
  public int regions;

  @Param("SPARSE")
  public Layout layout;

  private long[] addresses;
  private Place[] places;
  private int shift;

  /** A registration, as small as it can be: 40 bytes, so one cache line or two. */
  private static final class Place {
    final long start;
    final long end;
    volatile long leases;

    Place(long start, long end) {
      this.start = start;
      this.end = end;
    }
  }

  /** A table in which no two regions share a place, since a floor has no collisions: the hash is the region's number. */
  @Setup
  public void fill() {
    addresses = layout.addresses(regions);
    shift = layout == Layout.DENSE ? 16 : 20;
    places = new Place[Integer.highestOneBit(Math.max(1, regions - 1)) << 1];
    for (long address : addresses) {
      places[index(address)] = new Place(address, address + Layout.REGION);
    }
  }

  private int index(long address) {
    return (int) (address >>> shift) & places.length - 1;
  }

  @Benchmark
  public long probeAndCount(Walk walk) {
    long address = addresses[walk.next(regions)];
    Place place = places[index(address)];
    if (place == null || place.start > address || place.end < address + Layout.REGION || (long) LEASES.getAndAdd(place, 1L) < 0) {
      throw new IllegalStateException("not found: 0x" + Long.toHexString(address));
    }
    long before = (long) LEASES.getAndAdd(place, -1L);
    return before;
  }

  /** The counter is the region's, not the thread's: two threads meet on one line when they meet on one region. */
  @Benchmark
  @Threads(2)
  public long probeAndCountByTwo(Walk walk) {
    return probeAndCount(walk);
  }
}
