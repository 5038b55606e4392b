package io.pindown.property;

import io.pindown.cache.OwnFront;
import io.pindown.property.CacheModel.Region;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The places of each address in the front, for addresses that share theirs with no other: {@link FrontPlaces} picks them. */
final class FrontModel {
  private static final int PLACES = 4;

  private final Map<Long, Region[]> front = new HashMap<>();

  private Region[] places(long address) {
    return front.computeIfAbsent(address, a -> new Region[PLACES]);
  }

  /** What is looked at for an address, in this order. */
  Stream<Region> at(long address) {
    return Stream.of(places(address)).filter(Objects::nonNull);
  }

  /** At an empty place; or else where a registration is out, which is empty at once only where its own start is looked for. */
  void put(long address, Region region) {
    Region[] places = places(address);
    for (int i = 0; i < PLACES; i++) {
      if (places[i] != null && !places[i].isIn() && OwnFront.meet(address, places[i].from())) {
        places[i] = null;
      }
    }
    int free = IntStream.range(0, PLACES)
        .filter(i -> places[i] == null)
        .findFirst()
        .orElseGet(() -> IntStream.range(0, PLACES).filter(i -> !places[i].isIn()).findFirst().orElse(0));
    places[free] = region;
  }
}
