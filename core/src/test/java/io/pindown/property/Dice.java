package io.pindown.property;

import java.util.List;
import java.util.SplittableRandom;

/** Random choices from one seed. */
final class Dice {
  private final SplittableRandom random;

  Dice(long seed) {
    random = new SplittableRandom(seed);
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  /** From {@code low} to {@code high}, both included. */
  long between(long low, long high) {
    return low == high ? low : random.nextLong(low, high) + random.nextInt(2);
  }

  boolean oneIn(int n) {
    return random.nextInt(n) == 0;
  }

  <T> T of(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  long of(long... values) {
    return values[random.nextInt(values.length)];
  }

  /** 1 to {@code limit}, small ones as often as large ones. */
  long size(long limit) {
    int bits = 64 - Long.numberOfLeadingZeros(limit);
    return 1 + (random.nextLong() >>> 64 - 1 - random.nextInt(bits)) % limit;
  }
}
