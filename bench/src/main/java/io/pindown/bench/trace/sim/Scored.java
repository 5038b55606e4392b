package io.pindown.bench.trace.sim;

/** Takes the one with the highest score of all, by looking at each: what a simulation can afford, and what sampling comes close to. */
abstract class Scored implements Policy {
  private final Members in;

  Scored(int objects) {
    in = new Members(objects);
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
    int worst = in.get(0);
    double highest = score(worst, now);
    for (int i = 1; i < in.size(); i++) {
      double score = score(in.get(i), now);
      if (score > highest) {
        highest = score;
        worst = in.get(i);
      }
    }
    return worst;
  }
}
