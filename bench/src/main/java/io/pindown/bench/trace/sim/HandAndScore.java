package io.pindown.bench.trace.sim;

import java.util.Random;

/**
 * The cache's eviction with its parts to be taken away, and told the true costs: how much each part is worth. The same as the shipped
 * class otherwise, which has no such switches.
 */
final class HandAndScore implements Policy {
  private static final int EPOCHS_A_ROUND = 32;
  private static final double THRASHING = 0.9;
  private static final int REMEMBERED_VICTIMS = 64;

  private final Members in;
  private final int looks;
  private final int mostUses;
  private final boolean noticesThrashing;
  private final double[] weight;
  private final int[] last;
  private final int[] uses;
  private int epoch;
  private int newInEpoch;
  private int hand;
  private double neverUsedAgain;
  private final Random random = new Random(1);

  HandAndScore(double[] weight, int looks, int mostUses, boolean noticesThrashing) {
    this.weight = weight;
    this.looks = looks;
    this.mostUses = mostUses;
    this.noticesThrashing = noticesThrashing;
    in = new Members(weight.length);
    last = new int[weight.length];
    uses = new int[weight.length];
  }

  /** For each object what it takes of a limit, for what it costs. */
  static double[] weights(Requests requests, Limit.Kind kind, CostModel costs) {
    double[] weights = new double[requests.objects()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = kind.weight(requests.bytes(i)) / costs.of(requests.bytes(i));
    }
    return weights;
  }

  @Override
  public void added(int object, int now) {
    last[object] = epoch;
    uses[object] = 0;
    in.addAt(object, random.nextInt(in.size() + 1));
    if (++newInEpoch > in.size() / EPOCHS_A_ROUND) {
      newInEpoch = 0;
      epoch++;
    }
  }

  @Override
  public void used(int object, int now) {
    if (last[object] != epoch) {
      last[object] = epoch;
      uses[object] = Math.min(mostUses, uses[object] + 1);
    }
  }

  @Override
  public void removed(int object) {
    in.remove(object);
  }

  @Override
  public int victim(int now) {
    int victim = -1;
    double highest = 0;
    for (int i = Math.min(looks, in.size()); i > 0; i--) {
      hand = hand >= in.size() ? 0 : hand;
      int object = in.get(hand++);
      double score = score(object);
      if (score > highest) {
        highest = score;
        victim = object;
      }
    }
    neverUsedAgain += ((uses[victim] == 0 ? 1 : 0) - neverUsedAgain) / REMEMBERED_VICTIMS;
    return victim;
  }

  private double score(int object) {
    boolean ageless = noticesThrashing && uses[object] == 0 && neverUsedAgain > THRASHING;
    double age = ageless ? EPOCHS_A_ROUND : epoch - last[object] + 0.5;
    return age * weight[object] / (1 + uses[object]);
  }
}
