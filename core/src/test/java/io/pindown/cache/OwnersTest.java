package io.pindown.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.cache.RecordingRegistrar.Region;
import io.pindown.registrar.Access;
import io.pindown.registry.Adoption;
import io.pindown.registry.AddressSpace;
import io.pindown.registry.StandInHooks;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Memory in no known container, with the object at hand that it belongs to. */
class OwnersTest {
  private static final long AT = 0x7e30_0000_0000L;
  private static final Map<Adoption, OneUse> REASONS = Map.of(
      Adoption.UNKNOWN, OneUse.UNKNOWN_CONTAINER, Adoption.TOO_SMALL, OneUse.TOO_SMALL, Adoption.NO_CLEANER, OneUse.NO_CLEANER,
      Adoption.FOREIGN, OneUse.FOREIGN, Adoption.CONFINED, OneUse.CONFINED, Adoption.ENDED, OneUse.ENDED);

  private final List<Object> asked = new ArrayList<>();
  private final RecordingRegistrar registrar = new RecordingRegistrar();

  @ParameterizedTest
  @EnumSource(value = Adoption.class, mode = EnumSource.Mode.EXCLUDE, names = "ADOPTED")
  void whyNotIsTheReason(Adoption answer) {
    Object owner = new Object();
    AddressSpace space = StandInHooks.answering(given -> {
      asked.add(given);
      return answer;
    }, 0);
    try (RegistrationCache<Region> cache = RegistrationCache.of(registrar, CacheOptions.defaults("owners"), space)) {
      for (int i = 1; i <= 2; i++) {
        try (Lease<Region> lease = cache.acquire(AT, 10_000, Access.LOCAL_READ, owner)) {
          assertThat(lease.whyNotCached()).isEqualTo(REASONS.get(answer));
        }
        assertThat(cache.statistics().oneUse()).containsEntry(REASONS.get(answer), (long) i);
      }
      assertThat(asked).containsExactly(owner, owner);
      try (Lease<Region> lease = cache.acquire(AT, 10_000, Access.LOCAL_READ)) {
        assertThat(lease.whyNotCached()).as("nobody to ask").isEqualTo(OneUse.UNKNOWN_CONTAINER);
      }
      assertThat(asked).hasSize(2);
    }
  }

  @Test
  void whatIsAdoptedIsCachedAndAskedAboutOnce() {
    Object owner = new Object();
    AddressSpace space = StandInHooks.answering(given -> {
      asked.add(given);
      return Adoption.ADOPTED;
    }, AT);
    try (RegistrationCache<Region> cache = RegistrationCache.of(registrar, CacheOptions.defaults("owners"), space)) {
      for (int i = 0; i < 3; i++) {
        try (Lease<Region> lease = cache.acquire(AT + 100, 10_000, Access.LOCAL_READ, owner)) {
          assertThat(lease.isCached()).isTrue();
        }
      }
      assertThat(asked).containsExactly(owner);
      assertThat(cache.statistics().hits()).isEqualTo(2);
      space.freed(AT);
      try (Lease<Region> lease = cache.acquire(AT + 100, 10_000, Access.LOCAL_READ)) {
        assertThat(lease.whyNotCached()).isEqualTo(OneUse.UNKNOWN_CONTAINER);
      }
    }
  }

  /** The hooks say that they have adopted it, and there was no room to record it. */
  @Test
  void adoptedButNotRecordedIsNotCached() {
    AddressSpace space = StandInHooks.answering(given -> Adoption.ADOPTED, 0);
    try (RegistrationCache<Region> cache = RegistrationCache.of(registrar, CacheOptions.defaults("owners"), space);
        Lease<Region> lease = cache.acquire(AT, 10_000, Access.LOCAL_READ, new Object())) {
      assertThat(lease.whyNotCached()).isEqualTo(OneUse.UNKNOWN_CONTAINER);
    }
  }
}
