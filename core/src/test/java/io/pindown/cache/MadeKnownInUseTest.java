package io.pindown.cache;

import io.pindown.cache.RecordingRegistrar.Region;
import io.pindown.registry.Adoption;
import io.pindown.registry.StandInHooks;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Hooks that come, or come back, make known what was there before them, and what was registered meanwhile is not relied on any more. Who has it
 * leased has done nothing wrong and is not said to have.
 */
class MadeKnownInUseTest extends CountersFixture {
  private static final Map<String, Long> OUT = Map.of("invalidations", 1L, "lateInUse", 1L, "live", -1L);
  private static final Map<String, Long> BACK = Map.of("deferred", 1L, "deferredHighWater", 1L);

  /** The thread that adopts has looked for the block before its allocation was told, and records it after that. */
  private Lease<Region> leasedAndThenAdopted() {
    space = StandInHooks.answering(owner -> Adoption.UNKNOWN, AT);
    space.allocated(AT, SIZE / 2);
    with(OPTIONS);
    Lease<Region> lease = lease(AT);
    movesNothing(() -> space.adopt(new Object(), AT, AT + PAGE));
    return lease;
  }

  @Test
  void aBlockThatIsAdoptedWhileItIsLeased() {
    Lease<Region> lease = leasedAndThenAdopted();
    moves(cache::reap, OUT);
    moves(lease::release, BACK);
  }

  @Test
  void theReleaseFindsIt() {
    Lease<Region> lease = leasedAndThenAdopted();
    movesNothing(lease::release);
    moves(cache::reap, Map.of("invalidations", 1L, "deregistrations", 1L, "live", -1L, "pinnedBytes", -SIZE / 2, "deferredHighWater", 1L));
  }

  @Test
  void aUseFromBeforeTheHooks() {
    space = StandInHooks.none();
    with(OPTIONS);
    Lease<Region> lease = lease(AT);
    movesNothing(() -> StandInHooks.link(space));
    movesNothing(cache::reap);
    moves(lease::release, Map.of("deregistrations", 1L, "pinnedBytes", -PAGE));
  }

  @Test
  void whatIsFreedUnderALeaseAfterwardsIsTheApplicationsFaultAsEver() {
    Lease<Region> lease = leasedAndThenAdopted();
    space.freed(AT);
    moves(lease::release, Map.of("inUseInvalidations", 1L));
  }
}
