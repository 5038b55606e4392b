package io.pindown.bench;

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
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a miss does for the places in the code that {@code top} and reports name, beyond the 500 a second whose stack is taken: counts, and before that, with
 * {@code lease-sites}, looks for the container. Run it with {@code -jvmArgsAppend -javaagent:AGENT}; without the agent nobody wants to know, and that is the other side.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 5, jvmArgsAppend = {"-Xms4g", "-Xmx4g"})
public class PlaceBenchmark {
  @Param({"1000", "100000"})
  public int regions;

  private final AddressSpace space = AddressSpace.process();
  private long[] addresses;

  @Setup
  public void allocate() {
    addresses = Layout.SPARSE.addresses(regions);
    for (long address : addresses) {
      space.allocated(address, Layout.REGION);
    }
  }

  @Benchmark
  public void registered(Walk walk) {
    space.registered(addresses[walk.next(regions)], Layout.REGION);
  }
}
