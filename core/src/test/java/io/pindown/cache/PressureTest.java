package io.pindown.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.pindown.cache.RefusingRegistrar.Answer;
import io.pindown.cache.RefusingRegistrar.Key;
import io.pindown.cache.RefusingRegistrar.Rule;
import io.pindown.registrar.Access;
import io.pindown.registrar.RegistrarException;
import io.pindown.registrar.RegistrarException.Reason;
import io.pindown.registry.AddressSpace;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A device that refuses, in every pattern: what the cache tries, how often, what it says at last, and that it works again afterwards. */
@Timeout(120)
class PressureTest {
  private static final int SIZE = 64 << 10;
  private static final long AT = 0x7e30_0000_0000L;
  private static final int BLOCKS = 32;
  private static final Rule WELL = (call, registered, address, length) -> Answer.REGISTERED;
  private static final Rule NEVER = (call, registered, address, length) -> Answer.PRESSURE;

  private final AddressSpace space = AddressSpace.detached();
  private final RefusingRegistrar device = new RefusingRegistrar(WELL);
  private final RegistrationCache<Key> cache =
      RegistrationCache.of(device, CacheOptions.defaults("pressure").withMaxBytes(1L << 40), space);

  PressureTest() {
    for (int i = 0; i < BLOCKS; i++) {
      space.allocated(block(i), SIZE);
    }
  }

  private static long block(int number) {
    return AT + number * 2L * SIZE;
  }

  private Lease<Key> lease(int block) {
    return cache.acquire(block(block), SIZE, Access.LOCAL_READ);
  }

  private void use(int... blocks) {
    for (int block : blocks) {
      lease(block).release();
    }
  }

  private Reason refusal(int block) {
    try {
      lease(block).release();
    } catch (RegistrarException e) {
      return e.reason();
    }
    throw new AssertionError("block " + block + " was registered");
  }

  @AfterEach
  void everyCountIsExactAndNothingIsLeft() {
    device.rule(WELL);
    use(0, 1);
    long hits = cache.statistics().hits();
    use(0, 1);
    assertThat(cache.statistics().hits()).as("no wedge: the cache works again").isEqualTo(hits + 2);
    cache.close();
    CacheStatistics s = cache.statistics();
    assertThat(s.registrations()).isEqualTo(device.count(Answer.REGISTERED));
    assertThat(s.failedRegistrations()).isEqualTo(device.calls() - device.count(Answer.REGISTERED));
    assertThat(s.deregistrations()).isEqualTo(s.registrations());
    assertThat(s.oneUseTotal() + s.withdrawn() + s.invalidations() + s.evictions() + s.flushed())
        .as("where each registration went")
        .isEqualTo(s.registrations());
    assertThat(device.live()).isZero();
    assertThat(device.twice()).isZero();
    assertThat(s.pinnedBytes()).isZero();
    assertThat(s.live()).isZero();
    assertThat(s.deferred()).isZero();
    assertThat(space.watches()).isZero();
  }

  // ---- one thread: each number

  @Test
  void oneRefusalWithNothingToEvictIsOneUse() {
    device.rule((call, registered, address, length) -> call == 1 ? Answer.PRESSURE : Answer.REGISTERED);
    try (Lease<Key> lease = lease(0)) {
      assertThat(lease.whyNotCached()).isEqualTo(OneUse.PRESSURE);
    }
    assertThat(device.calls()).isEqualTo(2);
    assertThat(cache.statistics().oneUse()).containsEntry(OneUse.PRESSURE, 1L);
    assertThat(device.live()).as("gone with its use").isZero();
  }

  @Test
  void twoRefusalsWithNothingToEvictAreTheDevicesException() {
    device.rule((call, registered, address, length) -> call <= 2 ? Answer.PRESSURE : Answer.REGISTERED);
    assertThatExceptionOfType(RegistrarException.class)
        .isThrownBy(() -> lease(0))
        .withMessage("65536 bytes at 0x" + Long.toHexString(block(0)) + ": no room");
    assertThat(device.calls()).isEqualTo(2);
    assertThat(cache.statistics().oneUseTotal()).isZero();
  }

  @Test
  void asManyAreEvictedAsItTakesAndNoMore() {
    use(0, 1, 2, 3, 4, 5, 6, 7);
    long before = device.calls();
    device.rule((call, registered, address, length) -> registered > 5 ? Answer.PRESSURE : Answer.REGISTERED);
    use(8);
    assertThat(device.calls() - before).as("three refusals, then room").isEqualTo(4);
    assertThat(cache.statistics().evictions()).isEqualTo(3);
    assertThat(cache.statistics().live()).isEqualTo(6);
    assertThat(cache.statistics().oneUseTotal()).isZero();
  }

  @Test
  void refusingForEverEvictsWhatIsNotInUseAndThenSaysSo() {
    use(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    Lease<Key> held = lease(0);
    long before = device.calls();
    device.rule(NEVER);
    assertThat(refusal(20)).isEqualTo(Reason.PRESSURE);
    assertThat(device.calls() - before).as("once, once for each of nine evicted, once for one use").isEqualTo(11);
    assertThat(cache.statistics().evictions()).isEqualTo(9);
    assertThat(cache.statistics().live()).isEqualTo(1);
    before = device.calls();
    assertThat(refusal(20)).isEqualTo(Reason.PRESSURE);
    assertThat(device.calls() - before).as("nothing to evict").isEqualTo(2);
    assertThat(lease(0).handle()).as("what is in use is a hit still").isSameAs(held.handle());
    held.release();
    held.release();
  }

  @Test
  void whatIsNoPressureIsTriedOnce() {
    Map<Answer, Class<? extends Throwable>> thrown =
        new TreeMap<>(
            Map.of(
                Answer.OTHER, RegistrarException.class,
                Answer.NULL, RegistrarException.class,
                Answer.ERROR, RefusingRegistrar.DeviceError.class));
    use(0, 1);
    thrown.forEach((answer, type) -> {
      long before = device.calls();
      device.rule((call, registered, address, length) -> answer);
      assertThatExceptionOfType(type).isThrownBy(() -> lease(9));
      assertThat(device.calls() - before).as("calls that were answered " + answer).isEqualTo(1);
    });
    assertThat(cache.statistics().live()).as("nothing was evicted for it").isEqualTo(2);
    assertThat(space.watches()).isEqualTo(2);
  }

  @Test
  void aContainerThatIsRefusedForOtherReasonsIsTriedInPart() {
    device.rule((call, registered, address, length) -> length == SIZE ? Answer.OTHER : Answer.REGISTERED);
    try (Lease<Key> part = cache.acquire(block(3) + 4096, 100, Access.LOCAL_READ)) {
      assertThat(part.isCached()).isTrue();
      assertThat(part.length()).isEqualTo(4096);
    }
    assertThat(device.calls()).isEqualTo(2);
  }

  // ---- several threads: every pattern

  /** How a device refuses, and what of it must hold. */
  private record Pattern(String name, Rule rule, boolean everServes) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Pattern> patterns() {
    return Stream.of(
        new Pattern("the first 500 tries fail", (call, registered, address, length) ->
            call <= 500 ? Answer.PRESSURE : Answer.REGISTERED, true),
        new Pattern("room for 12", full(12), true),
        new Pattern("room for 5", full(5), true),
        new Pattern("room for 2", full(2), true),
        new Pattern("every third call is refused", (call, registered, address, length) ->
            call % 3 == 0 ? Answer.PRESSURE : Answer.REGISTERED, true),
        new Pattern("two of three calls are refused", (call, registered, address, length) ->
            call % 3 != 0 ? Answer.PRESSURE : Answer.REGISTERED, true),
        new Pattern("an Error now and then", (call, registered, address, length) -> call % 5 == 0 ? Answer.ERROR : Answer.REGISTERED, true),
        new Pattern("nothing returned now and then", (call, registered, address, length) ->
            call % 5 == 0 ? Answer.NULL : Answer.REGISTERED, true),
        new Pattern("all of it in turn, room for 12", (call, registered, address, length) ->
            registered >= 12 ? Answer.PRESSURE : Answer.values()[(int) (call / 3 % 5)], true),
        new Pattern("for ever", NEVER, false));
  }

  private static Rule full(int room) {
    return (call, registered, address, length) -> registered >= room ? Answer.PRESSURE : Answer.REGISTERED;
  }

  @ParameterizedTest
  @MethodSource("patterns")
  void threadsAllGetThroughAndEachCountIsExact(Pattern pattern) throws InterruptedException {
    use(0, 1, 2, 3, 4);
    cache.flush(); // the cache has worked before
    CacheStatistics before = cache.statistics();
    long callsBefore = device.calls();
    device.rule(pattern.rule());
    PressureThreads threads = new PressureThreads(4, 2_000, BLOCKS, this::lease);
    threads.runAll();
    CacheStatistics s = cache.statistics();
    assertThat(threads.unexpected()).as("nothing but what the device throws comes out").isEmpty();
    assertThat(threads.leased() + threads.refused()).isEqualTo(threads.acquires());
    assertThat(s.hits() + s.misses() - before.hits() - before.misses()).as("each acquire is a hit or a miss").isEqualTo(threads.acquires());
    assertThat(threads.leased() > 0).isEqualTo(pattern.everServes());
    long calls = device.calls() - callsBefore;
    assertThat(calls).as("tries are bounded").isLessThanOrEqualTo(threads.acquires() * 20);
    assertThat(device.mostLive()).as("what was ever pinned at a time").isLessThanOrEqualTo(BLOCKS + threads.count());
    if (!pattern.everServes()) {
      assertThat(threads.refused()).isEqualTo(threads.acquires());
    }
  }

  /** Each thread has blocks of its own, so nobody waits for another one's registration: two tries for each acquire, no more. */
  @Test
  void refusingForEverCostsTwoTriesForEachAcquire() throws InterruptedException {
    device.rule(NEVER);
    PressureThreads threads = new PressureThreads(4, 1_000, BLOCKS / 4, true, this::lease);
    threads.runAll();
    assertThat(threads.refused()).isEqualTo(threads.acquires());
    assertThat(device.calls()).isEqualTo(2 * threads.acquires());
  }
}
