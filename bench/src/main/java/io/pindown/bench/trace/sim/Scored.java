package io.pindown.bench.trace.sim;

import java.util.Random;

/** Takes the one with the highest score of some that are drawn by lot, or of all: what a simulation can afford. */
abstract class Scored implements Policy {
  private static final int ALL = 0;

  private final Members in;
  private final int draws;
  private final Random random = new Random(1);

  Scored(int objects) {
    this(objects, ALL);
  }

  Scored(int objects, int draws) {
    in = new Members(objects);
    this.draws = draws;
  }

  /** The higher, the sooner it goes. */
  abstract double score(int object, int now);

  @Override
  public void added(int object, int now) {
    in.add(object);
  }

  @Override
  public void removed(int object) {
    in.remove(object);
  }

  @Override
  public int victim(int now) {
    int worst = -1;
    double highest = Double.NEGATIVE_INFINITY;
    int looks = draws == ALL ? in.size() : draws;
    for (int i = 0; i < looks; i++) {
      int object = in.get(draws == ALL ? i : random.nextInt(in.size()));
      double score = score(object, now);
      if (worst < 0 || score > highest) {
        highest = score;
        worst = object;
      }
    }
    return worst;
  }
}
