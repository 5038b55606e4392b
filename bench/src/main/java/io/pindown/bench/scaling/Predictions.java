package io.pindown.bench.scaling;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Prints what the model predicts for 1 to 128 threads, from costs that {@link OneThread} has measured: {@code Predictions FILE
 * [NAME=VALUE...]}.
 */
public final class Predictions {
  private static final int[] THREADS = {1, 2, 8, 32, 64, 128};

  private final Scenarios scenarios;
  private final Map<String, Supplier<Program>> rows = new LinkedHashMap<>();

  private Predictions(CostFile measured, Costs machine) {
    scenarios = new Scenarios(Topology.LARGE, measured, machine);
    rows.put("hit, one region, counted in itself", () -> scenarios.hotRegion(0));
    rows.put("hit, one region, 4 stripes", () -> scenarios.hotRegion(4));
    rows.put("hit, one region, 64 stripes in turn", () -> scenarios.hotRegion(64));
    rows.put("hit, one region, 64 stripes at random", () -> scenarios.hotRegionAtRandom(64));
    rows.put("hit, one region, 512 stripes at random", () -> scenarios.hotRegionAtRandom(512));
    rows.put("hit, one region, a stripe each", () -> scenarios.hotRegion(Topology.LARGE.size()));
    rows.put("hit, 1,000 regions", scenarios::thousandRegions);
    for (int population : measured.populations()) {
      String n = String.format("%,d", population);
      rows.put("hit, " + n + " regions, own node", () -> scenarios.manyRegions(population, false));
      rows.put("hit, " + n + " regions, interleaved", () -> scenarios.manyRegions(population, true));
      rows.put("miss, " + n, () -> scenarios.misses(population));
      rows.put("miss, " + n + ", all locks in 16 parts", () -> scenarios.missesSharded(population, 16));
      rows.put("event on a watch, " + n + ", 1 registry", () -> scenarios.eventsOnWatches(population, 1));
      rows.put("event on a watch, " + n + ", 8 registries", () -> scenarios.eventsOnWatches(population, 8));
      rows.put("large block, " + n + ", 8 counter stripes", () -> scenarios.largeBlocks(population, Scenarios.EVENT_STRIPES));
      rows.put("large block, " + n + ", 64 counter stripes", () -> scenarios.largeBlocks(population, 64));
      rows.put("large block, " + n + ", 512 counter stripes", () -> scenarios.largeBlocks(population, 512));
      rows.put("large block, " + n + ", one thread misses, 0 lines", () -> scenarios.largeBlocksBesideMisses(population, 0));
      rows.put("large block, " + n + ", one thread misses, 2 lines", () -> scenarios.largeBlocksBesideMisses(population, 2));
    }
  }

  public static void main(String[] args) throws IOException {
    if (args.length == 0) {
      throw new IllegalArgumentException("usage: Predictions FILE [NAME=VALUE...], a file that OneThread has written");
    }
    CostFile measured = CostFile.read(args);
    Costs machine = measured.machine();
    System.out.printf(
        "Millions of operations per second, of all threads; in parentheses nanoseconds of one, as its thread sees it.%n%s%n%s%n%n",
        Topology.LARGE, machine);
    new Predictions(measured, machine).print();
    System.out.printf("%nThe same if a line goes away the moment that it has been asked for: hold = 0.%n%n");
    new Predictions(measured, machine.withHold(0)).print();
  }

  private void print() {
    System.out.print("| path |");
    for (int threads : THREADS) {
      System.out.printf(" %d |", threads);
    }
    System.out.printf("%n|---|%s%n", "---|".repeat(THREADS.length));
    rows.forEach(this::row);
  }

  private void row(String name, Supplier<Program> program) {
    System.out.printf("| %s |", name);
    for (int threads : THREADS) {
      Program fresh = program.get();
      if (!fresh.isCounted(0) && threads == 1) {
        System.out.print(" - |");
        continue;
      }
      Outcome o = scenarios.run(fresh, threads);
      System.out.printf(" %.1f (%.0f) |", o.millionsPerSecond(), o.nanosPerOperation());
    }
    System.out.println();
  }
}
