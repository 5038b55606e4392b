package io.pindown.bench.compare;

import io.pindown.bench.AllocationBenchmark;
import io.pindown.bench.FloorBenchmark;
import io.pindown.bench.HitBenchmark;
import io.pindown.bench.MissBenchmark;
import io.pindown.bench.StormBenchmark;
import io.pindown.bench.UnwatchedEventBenchmark;
import io.pindown.bench.WatchedEventBenchmark;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** The rows of the comparison: each method is one, measured once in each round, both sides one after the other. */
final class Comparison {
  private static final int HUNDRED_THOUSAND = 100_000;
  private static final int MILLION = 1_000_000;

  private final Effort effort;
  private final Forks forks;
  private final Figures figures;
  private final Jdk jdk;
  private final Ucx ucx;
  private int round;

  /**
   * @param jdk for all rows but the pair of allocate and free, which has its own
   * @param ucx null if it is not there
   */
  Comparison(Effort effort, Forks forks, Figures figures, Jdk jdk, Ucx ucx) {
    this.effort = effort;
    this.forks = forks;
    this.figures = figures;
    this.jdk = jdk;
    this.ucx = ucx;
  }

  /** One side of a row: a process, and what it took. */
  private interface Side {
    double measure() throws IOException, InterruptedException;
  }

  void nextRound() {
    round++;
  }

  /** Measures two sides, in the other order in every other round, and their ratio. */
  private double ratio(String ours, Side our, String theirs, Side their) throws IOException, InterruptedException {
    return ratio(round % 2 == 1, ours, our, theirs, their);
  }

  private double ratio(boolean oursFirst, String ours, Side our, String theirs, Side their) throws IOException, InterruptedException {
    double a = oursFirst ? our.measure() : 0;
    double b = their.measure();
    a = oursFirst ? a : our.measure();
    figures.add(ours, a);
    figures.add(theirs, b);
    return a / b;
  }

  private void againstUcx(String row, Side our, Side their) throws IOException, InterruptedException {
    if (ucx == null) {
      figures.add(row + ".ours", our.measure());
    } else {
      figures.add(row + ".ratio", ratio(row + ".ours", our, row + ".ucx", their));
    }
  }

  private double hit(String method, int regions, String layout) throws IOException, InterruptedException {
    return run(JmhFork.of(HitBenchmark.class, method).with("regions", regions).with("layout", layout));
  }

  private double run(JmhFork fork) throws IOException, InterruptedException {
    return fork.run(jdk, effort, forks);
  }

  void hitOne() throws IOException, InterruptedException {
    double[] ours = new double[1];
    againstUcx("hit.one", () -> ours[0] = hit("hit", 1000, "SPARSE"), () -> ucx.hit(1000, 1));
    double floor = run(JmhFork.of(FloorBenchmark.class, "probeAndCount").with("regions", 1000));
    figures.add("hit.one.floor", floor);
    figures.add("hit.one.timesFloor", ours[0] / floor);
  }

  void hitTwo() throws IOException, InterruptedException {
    double[] ours = new double[1];
    againstUcx("hit.two", () -> ours[0] = hit("hitByTwo", 1, "SPARSE"), () -> ucx.hit(1, 2));
    double alone = hit("hit", 1, "SPARSE");
    figures.add("hit.two.oneThread", alone);
    figures.add("hit.two.self", ours[0] / alone);
  }

  void hitHundredThousand() throws IOException, InterruptedException {
    againstUcx("hit.hundredThousandSparse", () -> hit("hit", HUNDRED_THOUSAND, "SPARSE"), () -> ucx.hit(HUNDRED_THOUSAND, 1));
  }

  void hitMillion() throws IOException, InterruptedException {
    againstUcx("hit.million", () -> hit("hit", MILLION, "SPARSE"), () -> ucx.hit(MILLION, 1));
  }

  /** The quiet side has a second thread that is as busy, but with something else. */
  void storm() throws IOException, InterruptedException {
    JmhFork storm = JmhFork.of(StormBenchmark.class, "storm").figureOf("hitInStorm");
    JmhFork peace = JmhFork.of(StormBenchmark.class, "peace").figureOf("hitInPeace");
    figures.add("storm.self", ratio("storm.ours", () -> run(storm), "storm.quiet", () -> run(peace)));
    if (ucx != null) {
      figures.add("storm.ucx", ucx.run("storm", 1000).get("storm"));
    }
  }

  void unwatchedEvent() throws IOException, InterruptedException {
    JmhFork event = JmhFork.of(UnwatchedEventBenchmark.class, "freeOfUnknownBlock").with("watches", HUNDRED_THOUSAND);
    figures.add("event.unwatched.ns", run(event));
    figures.add("event.unwatched.container.ns", run(event.withMethod("allocateAndFreeOfContainer")));
    if (ucx != null) {
      figures.add("event.unwatched.ucx", ucx.run("unwatched", HUNDRED_THOUSAND).get("unwatched"));
    }
  }

  /** The native side inserts again what its events took out, so one process of it serves two rows. */
  void watchedEventAndMiss() throws IOException, InterruptedException {
    JmhFork event = JmhFork.ofBatches(WatchedEventBenchmark.class, "free").with("watches", HUNDRED_THOUSAND);
    JmhFork miss = JmhFork.ofBatches(MissBenchmark.class, "acquireAndRelease").with("regions", HUNDRED_THOUSAND);
    figures.add("event.oneOfHundredThousand.ns", run(event));
    figures.add("watch.ns", run(miss));
    if (ucx != null) {
      Map<String, Double> theirs = ucx.run("invalidate", HUNDRED_THOUSAND);
      figures.add("event.oneOfHundredThousand.ucx", theirs.get("invalidate"));
      figures.add("watch.ucx", theirs.get("insert"));
    }
  }

  /** Allocate and free of 64 B with the agent and without; the figures of both sides are of one JDK. */
  void pair64(Jdk on, String agentJar, boolean agentFirst) throws IOException, InterruptedException {
    // from 24 on sun.misc.Unsafe warns about itself, which costs a look on each call
    List<String> plain = on.feature() >= 24 ? List.of("--sun-misc-unsafe-memory-access=allow") : List.of();
    List<String> withAgent = new ArrayList<>(plain);
    Collections.addAll(withAgent, "-javaagent:" + agentJar);
    JmhFork pair = JmhFork.of(AllocationBenchmark.class, "allocateAndFree").with("bytes", 64);
    String row = "pair64." + on.feature();
    double ratio =
        ratio(
            agentFirst,
            row + ".agent",
            () -> pair.withJvmArgs(withAgent).run(on, effort, forks),
            row + ".plain",
            () -> pair.withJvmArgs(plain).run(on, effort, forks));
    figures.add("pair64.ratio." + on.feature(), ratio);
  }
}
