package io.pindown.demo.harness;

import io.pindown.demo.measure.SpeedCell;
import io.pindown.demo.measure.Spread;
import java.util.ArrayList;
import java.util.List;

/** All measured rounds of one way at one size. */
final class WayResult {
  private final List<Double> speeds = new ArrayList<>();
  private final Latencies sends = new Latencies();
  private final Latencies pins = new Latencies();

  void add(RoundResult round) {
    speeds.add(round.mibPerSecond());
    sends.add(round.sends());
    pins.add(round.pins());
  }

  /** The cell, with the ratio to another way's rounds: each round is compared with the other's of the same turn. */
  SpeedCell against(WayResult bound) {
    double[] own = new double[speeds.size()];
    double[] ratios = new double[speeds.size()];
    for (int round = 0; round < own.length; round++) {
      own[round] = speeds.get(round);
      ratios[round] = speeds.get(round) / bound.speeds.get(round);
    }
    Spread spread = Spread.of(own);
    return new SpeedCell(spread.median(), spread, sends.micros(50), sends.micros(99), pins.micros(50), Spread.of(ratios).median(),
        sends.count());
  }
}
