package io.pindown.property;

import io.pindown.cache.OwnFront;
import java.util.ArrayList;
import java.util.List;

/** Finds addresses that share no place among a cache's recent ones, so that it is known which hits are served from there. */
final class FrontPlaces {
  private FrontPlaces() {}

  /** Of {@code count} addresses {@code distance} bytes apart, at random offsets, those that do not get in each other's way. */
  static long[] apart(long at, int count, long distance, Dice dice) {
    List<Long> apart = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long address = at + i * distance + dice.below((int) distance - 1);
      if (apart.stream().noneMatch(other -> OwnFront.meet(other, address))) {
        apart.add(address);
      }
    }
    return apart.stream().mapToLong(Long::longValue).toArray();
  }
}
