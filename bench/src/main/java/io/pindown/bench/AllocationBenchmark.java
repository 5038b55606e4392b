package io.pindown.bench;

import java.lang.reflect.Field;
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
import sun.misc.Unsafe;

/**
 * Allocate and free, without the agent; run it again with {@code -jvmArgsAppend -javaagent:...} for the other side, and on the JDK to
 * be measured with {@code -jvm}. See docs/benchmarks.md for the commands.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class AllocationBenchmark {
  private static final Unsafe UNSAFE = unsafe();

  @Param({"64", "1048576"})
  public long bytes;

  private static Unsafe unsafe() {
    try {
      Field instance = Unsafe.class.getDeclaredField("theUnsafe");
      instance.setAccessible(true);
      return (Unsafe) instance.get(null);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @Setup
  public void touchOnce() {
    UNSAFE.freeMemory(UNSAFE.allocateMemory(bytes));
  }

  @Benchmark
  public long allocateAndFree() {
    long base = UNSAFE.allocateMemory(bytes);
    UNSAFE.freeMemory(base);
    return base;
  }
}
