package io.pindown.bench.compare;

import io.pindown.bench.BaselineHitBenchmark;
import io.pindown.bench.FloorBenchmark;
import io.pindown.bench.HitBenchmark;
import io.pindown.bench.baseline.RegionMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Hits by 1 and 2 threads on 1 to 1,000,000 registrations, one per MiB, with everything that they are compared with. */
final class Scaling {
  private static final List<Integer> REGIONS = List.of(1, 10, 100, 1000, 10_000, 100_000, 1_000_000);
  private static final int ROUNDS = 3;

  private final Effort effort;
  private final Forks forks;
  private final Jdk jdk;
  private final Ucx ucx;
  private final boolean quick;

  /** What is measured at each point. */
  private interface Side {
    double hit(int regions, int threads) throws IOException, InterruptedException;
  }

  /**
   * A point of a curve.
   *
   * @param nanos of an operation, for each thread
   */
  record Point(String side, int threads, int regions, Spread nanos) {}

  /**
   * @param ucx null if it is not there
   * @param quick for two sizes and one round, to see whether it works
   */
  Scaling(Effort effort, Forks forks, Jdk jdk, Ucx ucx, boolean quick) {
    this.effort = effort;
    this.forks = forks;
    this.jdk = jdk;
    this.ucx = ucx;
    this.quick = quick;
  }

  void run(Path csv) throws IOException, InterruptedException {
    List<Point> points = measure();
    StringBuilder lines = new StringBuilder("side,threads,regions,median_ns,min_ns,max_ns\n");
    for (Point p : points) {
      lines.append(
          String.format(
              Locale.ROOT, "%s,%d,%d,%.2f,%.2f,%.2f%n", p.side, p.threads, p.regions, p.nanos.median(), p.nanos.min(), p.nanos.max()));
    }
    Path absolute = csv.toAbsolutePath();
    Files.createDirectories(absolute.getParent());
    Files.writeString(absolute, lines);
    Path svg = absolute.resolveSibling(absolute.getFileName().toString().replaceFirst("\\.[^.]*$", "") + ".svg");
    Files.writeString(svg, new ScalingPlot(points).svg());
    System.out.print(lines);
  }

  /** All points of a round before the next round, so that a disturbance of a minute is not one side's alone. */
  private List<Point> measure() throws IOException, InterruptedException {
    Map<String, Side> sides = sides();
    Map<String, List<Double>> samples = new TreeMap<>();
    List<Integer> sizes = quick ? List.of(1, 1000) : REGIONS;
    int rounds = quick ? 1 : ROUNDS;
    for (int round = 1; round <= rounds; round++) {
      for (int threads = 1; threads <= 2; threads++) {
        for (int regions : sizes) {
          Compare.say("round " + round + " of " + rounds + ": " + regions + " regions, " + threads + " threads");
          for (Map.Entry<String, Side> side : sides.entrySet()) {
            double nanos = side.getValue().hit(regions, threads);
            samples.computeIfAbsent(key(side.getKey(), threads, regions), k -> new ArrayList<>()).add(nanos);
          }
        }
      }
    }
    List<Point> points = new ArrayList<>();
    for (String side : sides.keySet()) {
      for (int threads = 1; threads <= 2; threads++) {
        for (int regions : sizes) {
          points.add(new Point(side, threads, regions, Spread.of(samples.get(key(side, threads, regions)))));
        }
      }
    }
    return points;
  }

  private static String key(String side, int threads, int regions) {
    return side + " " + threads + " " + regions;
  }

  private Map<String, Side> sides() {
    Map<String, Side> sides = new LinkedHashMap<>();
    sides.put("pindown", (regions, threads) -> run(JmhFork.of(HitBenchmark.class, method(threads)).with("layout", "SPARSE"), regions));
    if (ucx != null) {
      sides.put("ucx-" + ucx.version(), ucx::hit);
    }
    for (RegionMap.Kind map : RegionMap.Kind.values()) {
      sides.put(
          map.name().toLowerCase(Locale.ROOT).replace('_', '-'),
          (regions, threads) -> run(JmhFork.of(BaselineHitBenchmark.class, method(threads)).with("map", map), regions));
    }
    sides.put(
        "floor",
        (regions, threads) -> run(JmhFork.of(FloorBenchmark.class, threads == 1 ? "probeAndCount" : "probeAndCountByTwo"), regions));
    return sides;
  }

  private static String method(int threads) {
    return threads == 1 ? "hit" : "hitByTwo";
  }

  private double run(JmhFork fork, int regions) throws IOException, InterruptedException {
    return fork.with("regions", regions).run(jdk, effort, forks);
  }
}
