package io.pindown.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.pindown.cache.RecordingRegistrar.Region;
import io.pindown.registrar.Access;
import io.pindown.registrar.RegistrarException;
import io.pindown.registrar.RegistrarException.Reason;
import io.pindown.registry.AddressSpace;
import io.pindown.registry.CoverageBit;
import io.pindown.registry.StandInHooks;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * Each way in which a figure of a cache's statistics moves, by how much, and that no other figure does. One thread, and not the cache's own
 * one: what that does is called by name.
 */
class CountersExactTest extends CountersFixture {
  @Nested
  class Hits {
    @Test
    void aMissThatRegisters() {
      moves(() -> use(AT), first());
      movesNothing(() -> {});
    }

    @Test
    void hitsOfTheRegistrationLastUsedForTheAddress() {
      use(AT);
      moves(() -> use(AT), Map.of("frontHits", 1L));
      moves(() -> use(AT), Map.of("frontHits", 1L));
    }

    @Test
    void hitsOfAnotherRegistration() {
      use(AT);
      moves(() -> use(AT + PAGE), Map.of("indexHits", 1L));
      moves(() -> use(AT + PAGE), Map.of("frontHits", 1L));
      moves(() -> cache.acquire(AT, SIZE, Access.LOCAL_WRITE).release(), first()); // other rights: another registration
      moves(() -> cache.acquire(AT + 2 * PAGE, 1, Access.LOCAL_WRITE).release(), Map.of("indexHits", 1L));
    }

    @Test
    void releases() {
      Lease<Region> lease = lease(AT);
      Lease<Region> again = lease(AT);
      movesNothing(again::release);
      movesNothing(lease::release);
      movesNothing(() -> assertThatIllegalStateException().isThrownBy(lease::release));
    }

    @Test
    void whatIsRefusedIsNotCounted() {
      movesNothing(() -> assertThatIllegalArgumentException().isThrownBy(() -> cache.acquire(0, 1, 0)));
      movesNothing(() -> assertThatIllegalArgumentException().isThrownBy(() -> cache.acquire(AT, 0, 0)));
      movesNothing(() -> assertThatIllegalArgumentException().isThrownBy(() -> cache.acquire(Long.MAX_VALUE, 1, 0)));
      movesNothing(() -> assertThatIllegalArgumentException().isThrownBy(() -> cache.acquire(AT, 1, 1 << 4)));
      cache.close();
      movesNothing(() -> assertThatIllegalStateException().isThrownBy(() -> lease(AT)));
    }
  }

  @Nested
  class OneUses {
    private void usedOnce(long address, OneUse reason) {
      List<Lease<Region>> held = new ArrayList<>();
      moves(() -> held.add(lease(address)), Map.of("misses", 1L, "registrations", 1L, "pinnedBytes", PAGE, reason.name(), 1L));
      moves(held.get(0)::release, Map.of("deregistrations", 1L, "pinnedBytes", -PAGE));
    }

    @Test
    void unknownContainer() {
      usedOnce(THIRD + SIZE, OneUse.UNKNOWN_CONTAINER);
    }

    @Test
    void unhooked() {
      space = StandInHooks.none();
      with(OPTIONS);
      usedOnce(AT, OneUse.UNHOOKED);
    }

    @Test
    void uncovered() {
      long all = (1L << CoverageBit.values().length) - 1;
      space = StandInHooks.proving(all, all & ~CoverageBit.FREE.mask());
      space.allocated(AT, SIZE);
      with(OPTIONS);
      usedOnce(AT, OneUse.UNCOVERED);
    }

    @Test
    void changing() {
      space.changeBegin(OTHER + PAGE, PAGE);
      usedOnce(OTHER, OneUse.CHANGING);
      space.changeEnd(OTHER + PAGE, PAGE);
    }

    @Test
    void invalidatedEachTime() {
      registrar.onRegister(
          r -> {
            space.changeBegin(OTHER, PAGE);
            space.changeEnd(OTHER, PAGE);
          });
      moves(
          () -> use(OTHER),
          Map.of("misses", 1L, "registrations", 4L, "deregistrations", 4L, "withdrawn", 3L, "INVALIDATED", 1L, "deferredHighWater", 1L));
    }

    @Test
    void limitOfBytes() {
      with(OPTIONS.withMaxBytes(PAGE));
      moves(
          () -> cache.acquire(AT, 2 * PAGE, Access.LOCAL_READ).release(),
          Map.of("misses", 1L, "registrations", 1L, "deregistrations", 1L, "LIMIT", 1L));
    }

    @Test
    void limitOfRegistrations() {
      with(OPTIONS.withMaxRegistrations(1));
      Lease<Region> held = lease(AT);
      moves(() -> use(OTHER), Map.of("misses", 1L, "registrations", 1L, "deregistrations", 1L, "LIMIT", 1L));
      held.release();
    }

    @Test
    void pressure() {
      registrar.onRegister(
          r -> {
            if (r.length() > PAGE) {
              throw new RegistrarException(Reason.PRESSURE, "no room");
            }
          });
      moves(
          () -> use(AT),
          Map.of("misses", 1L, "failedRegistrations", 1L, "registrations", 1L, "deregistrations", 1L, "PRESSURE", 1L));
    }
  }

  @Nested
  class Failures {
    @Test
    void theDeviceRefuses() {
      with(OPTIONS.withWidenLimit(0));
      refuse(Reason.OTHER, 1);
      moves(
          () -> assertThatExceptionOfType(RegistrarException.class).isThrownBy(() -> lease(AT)),
          Map.of("misses", 1L, "failedRegistrations", 1L));
    }

    @Test
    void theDeviceRefusesTheWholeContainer() {
      refuse(Reason.ADDRESS, 1);
      moves(
          () -> use(AT),
          Map.of("misses", 1L, "failedRegistrations", 1L, "registrations", 1L, "live", 1L, "pinnedBytes", PAGE));
    }

    @Test
    void theDeviceReturnsNothing() {
      RegistrationCache<Object> empty =
          RegistrationCache.of(
              new io.pindown.registrar.Registrar<>() {
                @Override
                public Object register(long address, long length, int access) {
                  return null;
                }

                @Override
                public void deregister(Object registration) {}
              },
              OPTIONS.withWidenLimit(0),
              space);
      assertThatExceptionOfType(RegistrarException.class).isThrownBy(() -> empty.acquire(AT, 1, 0));
      assertThat(empty.statistics().failedRegistrations()).isEqualTo(1);
      assertThat(empty.statistics().registrations()).isZero();
      assertThat(empty.statistics().pinnedBytes()).isZero();
      empty.close();
    }

    @Test
    void theDeviceCannotDeregister() {
      use(AT);
      registrar.onDeregister(
          r -> {
            throw new RegistrarException(Reason.OTHER, "refused");
          });
      moves(
          cache::flush,
          Map.of("flushed", 1L, "failedDeregistrations", 1L, "live", -1L, "pinnedBytes", -SIZE, "deferredHighWater", 1L));
    }
  }

  @Nested
  class Changes {
    private final Map<String, Long> oneOut =
        Map.of("invalidations", 1L, "deregistrations", 1L, "live", -1L, "pinnedBytes", -SIZE, "deferredHighWater", 1L);

    @Test
    void aFree() {
      use(AT);
      movesNothing(() -> space.freed(AT));
      moves(cache::reap, oneOut);
      movesNothing(cache::reap);
    }

    @Test
    void aChangeInPlaceAndTheNextMiss() {
      use(OTHER);
      movesNothing(() -> space.changeBegin(OTHER, 1));
      movesNothing(() -> space.changeEnd(OTHER, 1));
      Map<String, Long> both = new TreeMap<>(oneOut);
      both.putAll(Map.of("misses", 1L, "registrations", 1L));
      both.keySet().removeAll(List.of("live", "pinnedBytes")); // one went, one came
      moves(() -> use(OTHER), both);
    }

    @Test
    void anEventThatHitsNothing() {
      use(AT);
      movesNothing(() -> space.freed(THIRD));
      movesNothing(cache::reap);
      moves(() -> use(AT), Map.of("frontHits", 1L));
    }

    @Test
    void aFreeInUseThatTheReleaseFinds() {
      Lease<Region> first = lease(AT);
      Lease<Region> second = lease(AT);
      movesNothing(() -> space.freed(AT));
      moves(first::release, Map.of("inUseInvalidations", 1L));
      movesNothing(second::release);
      moves(cache::reap, oneOut);
    }

    @Test
    void aFreeInUseThatADrainFinds() {
      Lease<Region> lease = lease(AT);
      space.freed(AT);
      moves(cache::reap, Map.of("invalidations", 1L, "inUseInvalidations", 1L, "live", -1L));
      moves(lease::release, Map.of("deferred", 1L, "deferredHighWater", 1L));
      moves(cache::reap, Map.of("deferred", -1L, "deregistrations", 1L, "pinnedBytes", -SIZE));
    }

    @Test
    void aChangeOfWhatIsTakenOutAndInUse() {
      Lease<Region> lease = lease(OTHER);
      moves(() -> cache.invalidate(OTHER, 1, () -> {}), Map.of("flushed", 1L, "live", -1L));
      space.unmapped(OTHER, PAGE);
      moves(cache::reap, Map.of("inUseInvalidations", 1L));
      moves(lease::release, Map.of("deferred", 1L, "deferredHighWater", 1L));
    }

    @Test
    void aFreeWhileItIsRegistered() {
      registrar.onRegister(
          r -> {
            registrar.onRegister(x -> {});
            space.freed(AT);
            space.allocated(AT, SIZE);
          });
      moves(
          () -> use(AT),
          Map.of("misses", 1L, "registrations", 2L, "deregistrations", 1L, "withdrawn", 1L, "live", 1L, "pinnedBytes", SIZE, "deferredHighWater", 1L));
    }
  }

  @Nested
  class Ends {
    @Test
    void evictionByRegistrations() {
      with(OPTIONS.withMaxRegistrations(1));
      use(AT);
      moves(
          () -> use(OTHER),
          Map.of("misses", 1L, "registrations", 1L, "deregistrations", 1L, "evictions", 1L, "deferredHighWater", 1L));
    }

    @Test
    void evictionByBytes() {
      with(OPTIONS.withMaxBytes(2 * SIZE));
      use(AT);
      use(OTHER);
      moves(
          () -> use(THIRD),
          Map.of("misses", 1L, "registrations", 1L, "deregistrations", 1L, "evictions", 1L, "deferredHighWater", 1L));
    }

    @Test
    void evictionForADeviceThatIsFull() {
      use(AT);
      refuse(Reason.PRESSURE, 1);
      moves(
          () -> use(OTHER),
          Map.of("misses", 1L, "failedRegistrations", 1L, "registrations", 1L, "deregistrations", 1L, "evictions", 1L, "deferredHighWater", 1L));
    }

    @Test
    void flushTakesWhatIsNotInUse() {
      use(AT);
      use(THIRD);
      Lease<Region> held = lease(OTHER);
      moves(
          cache::flush,
          Map.of("flushed", 2L, "deregistrations", 2L, "live", -2L, "pinnedBytes", -2 * SIZE, "deferredHighWater", 2L));
      movesNothing(cache::flush);
      movesNothing(held::release);
    }

    @Test
    void invalidateTakesWhatOverlaps() {
      use(AT);
      use(OTHER);
      moves(
          () -> cache.invalidate(AT + SIZE - 1, 1, () -> {}),
          Map.of("flushed", 1L, "deregistrations", 1L, "live", -1L, "pinnedBytes", -SIZE, "deferredHighWater", 1L));
      movesNothing(() -> cache.invalidate(AT + SIZE, 1, () -> {}));
    }

    @Test
    void closeTakesEverything() {
      use(AT);
      Lease<Region> held = lease(OTHER);
      moves(
          cache::close,
          Map.of("flushed", 2L, "deregistrations", 1L, "live", -2L, "pinnedBytes", -SIZE, "deferredHighWater", 1L));
      movesNothing(cache::close);
      moves(held::release, Map.of("deregistrations", 1L, "pinnedBytes", -SIZE));
    }

    @Test
    void whatWaitsAndTheMostThatEverWaited() {
      Lease<Region> first = lease(AT);
      Lease<Region> second = lease(OTHER);
      moves(() -> cache.invalidate(AT, 2 << 20, () -> {}), Map.of("flushed", 2L, "live", -2L));
      moves(first::release, Map.of("deferred", 1L, "deferredHighWater", 1L));
      moves(second::release, Map.of("deferred", 1L, "deferredHighWater", 1L));
      moves(cache::reap, Map.of("deferred", -2L, "deregistrations", 2L, "pinnedBytes", -2 * SIZE));
      moves(() -> use(AT), first());
      moves(cache::flush, Map.of("flushed", 1L, "deregistrations", 1L, "live", -1L, "pinnedBytes", -SIZE));
    }

    @Test
    void whatIsBeyondTheBoundDoesNotWait() {
      with(OPTIONS.withMaxDeferred(0));
      Lease<Region> lease = lease(AT);
      moves(() -> cache.invalidate(AT, 1, () -> {}), Map.of("flushed", 1L, "live", -1L));
      moves(lease::release, Map.of("deregistrations", 1L, "pinnedBytes", -SIZE, "deferredHighWater", 1L));
    }
  }
}
