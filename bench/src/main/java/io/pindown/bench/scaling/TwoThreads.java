package io.pindown.bench.scaling;

import io.pindown.registry.AddressSpace;
import io.pindown.registry.WatchRegistry;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.CyclicBarrier;
import java.util.function.IntConsumer;

/**
 * Runs paths on one and on two threads and prints what the model says of them beside it: {@code TwoThreads FILE [NAME=VALUE...]}, a file
 * that {@link OneThread} has just written on the same machine. Needs two cores that nobody else uses: wall time counts.
 */
public final class TwoThreads {
  private static final int RUNS = 21;
  private static final int OPERATIONS = 50_000;
  /** A cache stripes so many hot registrations and no more. */
  private static final int STRIPED = 256;

  private final Scenarios scenarios;
  private final int population;

  private TwoThreads(CostFile measured) {
    // two cores of one complex
    scenarios = new Scenarios(new Topology(1, 1, 2), measured);
    population = measured.populations()[0];
  }

  public static void main(String[] args) throws IOException {
    if (args.length == 0) {
      throw new IllegalArgumentException("usage: TwoThreads FILE [NAME=VALUE...], a file that OneThread has written");
    }
    TwoThreads all = new TwoThreads(CostFile.read(args));
    System.out.println("| path | threads | predicted, ns | measured, ns: median [10 % .. 90 %] | predicted / measured |");
    System.out.println("|---|---|---|---|---|");
    all.hits();
    all.misses();
    all.blocks();
    all.events();
  }

  /** Wall nanoseconds of an operation on so many threads that begin together, sorted, one for each run. */
  private static double[] time(int threads, int operations, IntConsumer action) {
    double[] nanos = new double[RUNS];
    for (int run = 0; run < RUNS; run++) {
      nanos[run] = together(threads, action) / (double) operations;
    }
    Arrays.sort(nanos);
    return nanos;
  }

  private static long together(int threads, IntConsumer action) {
    if (threads == 1) {
      long begin = System.nanoTime();
      action.accept(0);
      return System.nanoTime() - begin;
    }
    return Machine.both(() -> action.accept(0), () -> action.accept(1));
  }

  private void print(String path, Program program, int threads, double[] sorted) {
    double predicted = scenarios.run(program, threads).nanosPerOperation();
    double median = sorted[RUNS / 2];
    System.out.printf(
        "| %s | %d | %.1f | %.1f [%.1f .. %.1f] | %.2f |%n",
        path, threads, predicted, median, sorted[RUNS / 10], sorted[RUNS - 1 - RUNS / 10], predicted / median);
  }

  private void hits() {
    try (Regions regions = new Regions()) {
      int size = 1000;
      for (int i = 0; i < size; i++) {
        regions.declare(i);
        regions.use(i);
      }
      IntConsumer hot = thread -> hammer(regions, 0, OPERATIONS);
      IntConsumer spread =
          thread -> {
            long x = 88172645463325252L + thread;
            for (int i = 0; i < OPERATIONS; i++) {
              x = Regions.xorshift(x);
              regions.use(Regions.pick(x, size));
            }
          };
      time(1, OPERATIONS, spread);
      print("hit, one region, counted in itself", scenarios.hotRegion(0), 1, time(1, OPERATIONS, hot));
      print("hit, 1,000 regions", scenarios.thousandRegions(), 1, time(1, OPERATIONS, spread));
      print("hit, one region, striped", scenarios.hotRegion(2), 2, time(2, OPERATIONS, hot));
      print("hit, 1,000 regions", scenarios.thousandRegions(), 2, time(2, OPERATIONS, spread));
      for (int i = 1; i <= STRIPED + 50; i++) {
        int region = i;
        Machine.both(() -> hammer(regions, region, OPERATIONS), () -> hammer(regions, region, OPERATIONS));
      }
      int last = size - 1; // none is left to be striped
      print(
          "hit, one region, counted in itself",
          scenarios.hotRegion(0),
          2,
          time(2, OPERATIONS, thread -> hammer(regions, last, OPERATIONS)));
    }
  }

  private static void hammer(Regions regions, int region, int times) {
    for (int i = 0; i < times; i++) {
      regions.use(region);
    }
  }

  private void misses() {
    for (int threads = 1; threads <= 2; threads++) {
      try (Regions regions = new Regions()) {
        int each = RUNS * OPERATIONS / 10;
        int limit = Math.max(population, 2 * each);
        for (int i = 0; i < 2 * each; i++) {
          regions.declare(i);
        }
        for (int i = 2 * each; i < limit; i++) {
          regions.declare(i);
          regions.use(i);
        }
        int[] next = {0, 1};
        double[] sorted =
            time(
                threads,
                OPERATIONS / 10,
                thread -> {
                  for (int i = 0; i < OPERATIONS / 10; i++, next[thread] += 2) {
                    regions.use(next[thread]);
                  }
                });
        print("miss", scenarios.misses(population), threads, sorted);
      }
    }
  }

  /** Two threads of which it is known whether they count events in the same stripe. */
  private void blocks() {
    AddressSpace space = AddressSpace.detached();
    try (WatchRegistry registry = space.newRegistry("blocks")) {
      for (int i = 0; i < population; i++) {
        space.declare(Regions.base(i), Regions.LENGTH);
        registry.watch(Regions.base(i), Regions.LENGTH, i);
      }
      IntConsumer work =
          thread -> {
            for (int i = 0; i < OPERATIONS; i++) {
              long base = Regions.base(population + 1_000_000 + (i & 63) + thread * 64);
              space.allocated(base, Regions.LENGTH);
              space.freed(base);
            }
          };
      time(1, OPERATIONS, work);
      print("large block", scenarios.largeBlocks(population, 1), 1, time(1, OPERATIONS, work));
      print("large block, one counter stripe", scenarios.largeBlocks(population, 1), 2, paired(work, true));
      // in as many stripes as this, two threads of the model do not meet
      print("large block, two counter stripes", scenarios.largeBlocks(population, 1 << 20), 2, paired(work, false));
    }
  }

  private static double[] paired(IntConsumer work, boolean same) {
    double[] nanos = new double[RUNS];
    for (int run = 0; run < RUNS; run++) {
      CyclicBarrier ready = new CyclicBarrier(2);
      long[] end = new long[2];
      long[] begin = new long[2];
      Thread first = at(0, ready, work, begin, end);
      Thread second = at(1, ready, work, begin, end);
      while (stripe(first) == stripe(second) != same) {
        second = at(1, ready, work, begin, end);
      }
      first.start();
      second.start();
      Machine.join(first);
      Machine.join(second);
      nanos[run] = (Math.max(end[0], end[1]) - Math.max(begin[0], begin[1])) / (double) OPERATIONS;
    }
    Arrays.sort(nanos);
    return nanos;
  }

  private static int stripe(Thread thread) {
    return System.identityHashCode(thread) & Scenarios.EVENT_STRIPES - 1;
  }

  private static Thread at(int place, CyclicBarrier ready, IntConsumer work, long[] begin, long[] end) {
    return new Thread(
        () -> {
          Machine.meet(ready);
          begin[place] = System.nanoTime();
          work.accept(place);
          end[place] = System.nanoTime();
        });
  }

  /** Frees that each hit a watch of one registry. */
  private void events() {
    for (int threads = 1; threads <= 2; threads++) {
      AddressSpace space = AddressSpace.detached();
      try (WatchRegistry registry = space.newRegistry("events")) {
        int batch = Math.min(OPERATIONS, population / 2 / RUNS);
        for (int i = 0; i < population; i++) {
          space.declare(Regions.base(i), Regions.LENGTH);
          registry.watch(Regions.base(i), Regions.LENGTH, i);
        }
        int[] next = {0, population / 2};
        double[] sorted =
            time(
                threads,
                batch,
                thread -> {
                  for (int i = 0; i < batch; i++) {
                    space.freed(Regions.base(next[thread]++));
                  }
                });
        print("event on a watch, one registry", scenarios.eventsOnWatches(population, 1), threads, sorted);
      }
    }
  }
}
