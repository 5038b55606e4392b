package io.pindown.bench.trace;

import io.netty.util.internal.PlatformDependent;
import io.pindown.bench.trace.record.Container;
import io.pindown.bench.trace.record.Recorder;
import io.pindown.bench.trace.record.Trace;
import io.pindown.bench.trace.record.Workload;
import io.pindown.bench.trace.widen.Containment;
import io.pindown.bench.trace.widen.ExactKeys;
import io.pindown.bench.trace.widen.NettyChunks;
import io.pindown.bench.trace.widen.RealCache;
import io.pindown.bench.trace.widen.Result;
import io.pindown.registry.AddressSpace;
import java.io.IOException;
import java.lang.reflect.Field;
import java.util.List;
import java.util.Locale;

/**
 * What it brings to register more than is asked for, with buffers of Netty's allocators: {@code java -javaagent:pindown-agent.jar -cp
 * pindown-bench.jar io.pindown.bench.trace.Widening [accesses [seed]]}. Exits with 1 if the cache does not do what the simulation does, or
 * if chunks that Netty reports are not the containers that the hooks have seen.
 */
public final class Widening {
  private static final double MIB = 1 << 20;
  private static final long DEFAULT_LIMIT = 16 << 20;
  private static final List<Long> LIMITS = List.of(0L, 256L << 10, 1L << 20, 4L << 20, DEFAULT_LIMIT);

  private final int accesses;
  private final long seed;
  private boolean failed;

  private Widening(int accesses, long seed) {
    this.accesses = accesses;
    this.seed = seed;
  }

  public static void main(String[] args) throws IOException {
    Widening study =
        new Widening(args.length > 0 ? Integer.parseInt(args[0]) : 40_000, args.length > 1 ? Long.parseLong(args[1]) : 1);
    System.out.println("JDK " + Runtime.version() + ", Netty allocates by " + backEnd());
    for (Workload workload : Catalog.netty()) {
      study.run(workload);
    }
    if (study.failed) {
      System.exit(1);
    }
  }

  private void run(Workload workload) throws IOException {
    Trace trace = record(workload);
    System.out.println("\n| keys | hits | registrations | most MiB pinned |\n|---|---|---|---|");
    print("exact address and length", ExactKeys.run(trace));
    for (long limit : LIMITS) {
      Result simulated = Containment.run(trace, limit);
      Result real = RealCache.run(trace, limit);
      print(limit == 0 ? "pages" : "containers of up to " + (limit >> 10) + " KiB", real);
      check(real.hits() == simulated.hits() && real.registrations() == simulated.registrations(),
          "the cache made " + real + ", the simulation " + simulated);
    }
    try (RealCache live = new RealCache(AddressSpace.process(), DEFAULT_LIMIT)) {
      workload.run(live, seed, accesses);
      print("the same live, up to " + (DEFAULT_LIMIT >> 10) + " KiB", live.result());
    }
  }

  /** Records the trace, and compares the containers in it with Netty's own account of its chunks. */
  private Trace record(Workload workload) throws IOException {
    try (NettyChunks chunks = new NettyChunks();
        Recorder recorder = new Recorder(workload.name(), AddressSpace.process())) {
      workload.run(recorder, seed, accesses);
      Trace trace = recorder.finish();
      List<Container> allocated = chunks.allocated();
      System.out.printf(
          Locale.ROOT,
          "%n%s: %,d accesses in %,d containers, %,d ends; Netty reports %,d chunks%n",
          trace.name(), trace.accesses(), trace.containers(), trace.events() - trace.accesses(), allocated.size());
      check(recorder.unknown() == 0, recorder.unknown() + " accesses were to memory in no known container");
      List<Container> others = recorder.containers().stream().filter(seen -> allocated.stream().noneMatch(seen::isReportedAs)).toList();
      check(others.isEmpty(), others.size() + " containers are not chunks as Netty reports them, the first " + others.stream().findFirst());
      return trace;
    }
  }

  private void check(boolean holds, String otherwise) {
    if (!holds) {
      System.out.println("FAILED: " + otherwise);
      failed = true;
    }
  }

  private static void print(String name, Result result) {
    System.out.printf(
        Locale.ROOT, "| %s | %.2f %% | %,d | %,.1f |%n", name, 100 * result.hitRatio(), result.registrations(), result.pinned() / MIB);
  }

  /** The class by which Netty allocates and frees direct memory, which depends on the JDK and on its options. */
  private static String backEnd() {
    PlatformDependent.maxDirectMemory(); // so that it is initialised
    try {
      Field cleaner = PlatformDependent.class.getDeclaredField("CLEANER");
      cleaner.setAccessible(true);
      return cleaner.get(null).getClass().getSimpleName();
    } catch (ReflectiveOperationException e) {
      return "what it does not say: " + e;
    }
  }
}
