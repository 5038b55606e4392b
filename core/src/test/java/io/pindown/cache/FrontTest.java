package io.pindown.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.cache.RecordingRegistrar.Region;
import io.pindown.registrar.Access;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class FrontTest extends CacheFixture {
  private long frontHits() {
    return cache.statistics().frontHits();
  }

  private void use(long address) {
    cache.acquire(address, SIZE, Access.LOCAL_READ).release();
  }

  /** Addresses with the same places, so many. */
  private long[] thatMeet(int count) {
    Map<Long, List<Long>> met = new HashMap<>();
    return LongStream.iterate(AT, a -> a + 2 * SIZE)
        .mapToObj(
            a -> {
              long first = met.keySet().stream().filter(f -> Front.meet(f, a)).findFirst().orElse(a);
              List<Long> group = met.computeIfAbsent(first, f -> new ArrayList<>());
              group.add(a);
              return group;
            })
        .filter(group -> group.size() == count)
        .findFirst()
        .orElseThrow()
        .stream()
        .mapToLong(Long::longValue)
        .toArray();
  }

  private long[] registered(int count) {
    long[] addresses = thatMeet(count);
    for (long address : addresses) {
      space.allocated(address, SIZE);
      use(address);
    }
    return addresses;
  }

  @Test
  void fourAddressesThatMeetAreAllFoundThere() {
    long[] addresses = registered(4);
    for (int round = 0; round < 3; round++) {
      LongStream.of(addresses).forEach(this::use);
    }
    assertThat(frontHits()).isEqualTo(12);
    assertThat(cache.statistics().indexHits()).isZero();
  }

  @Test
  void theFifthTakesAPlaceAndTheOneThatHadItIsFoundByTheIndex() {
    long[] addresses = registered(5);
    LongStream.of(addresses).forEach(this::use);
    assertThat(cache.statistics().hits()).isEqualTo(5);
    assertThat(cache.statistics().indexHits()).isPositive();
    assertThat(cache.statistics().misses()).isEqualTo(5);
  }

  @Test
  void aDeadOneIsPassedOverAndItsPlaceIsTaken() {
    long[] addresses = registered(4);
    space.freed(addresses[0]);
    space.allocated(addresses[0], SIZE);
    use(addresses[0]);
    assertThat(cache.statistics().misses()).isEqualTo(5);
    LongStream.of(addresses).forEach(this::use);
    assertThat(frontHits()).isEqualTo(4);
  }

  @Test
  void oneAddressWithDifferentRightsIsFoundWithEach() {
    space.allocated(AT, SIZE);
    int[] rights = {Access.REMOTE_READ, Access.REMOTE_WRITE, Access.LOCAL_WRITE};
    for (int round = 0; round < 3; round++) {
      for (int access : rights) {
        try (Lease<Region> lease = cache.acquire(AT, SIZE, access)) {
          assertThat(lease.access()).isEqualTo(access);
        }
      }
    }
    assertThat(cache.statistics().misses()).isEqualTo(3);
    assertThat(frontHits()).isEqualTo(6);
  }
}
