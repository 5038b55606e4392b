package io.pindown.bench.compare;

import java.time.Duration;

/**
 * How long a run takes.
 *
 * @param rounds in each of which every figure is measured once, both sides in turn
 * @param leastRounds that are made even if the time is over
 * @param time in which all rounds but the least must be begun and, if they take no longer than the ones before, ended
 * @param warmups iterations of a benchmark that are not counted
 * @param iterations that are, in each fork; the fork's sample is their median
 * @param millis of an iteration
 * @param warmupShots batches that are not counted, of a benchmark that times batches
 * @param shots that are
 * @param pairs how often in a round allocate and free is measured, whose two sides differ by the least
 */
record Effort(
    int rounds, int leastRounds, Duration time, int warmups, int iterations, int millis, int warmupShots, int shots, int pairs) {
  static final Effort FULL = new Effort(5, 3, Duration.ofSeconds(540), 4, 5, 250, 60, 20, 2);
  static final Effort QUICK = new Effort(2, 1, Duration.ofSeconds(50), 1, 2, 100, 5, 3, 1);
}
