package io.pindown.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.pindown.cache.RecordingRegistrar.Region;
import io.pindown.registrar.Access;
import io.pindown.registrar.RegistrarException;
import io.pindown.registrar.RegistrarException.Reason;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EvictionTest extends CacheFixture {
  private final CacheOptions defaults = CacheOptions.defaults("eviction").withMaxBytes(1L << 40);

  @BeforeEach
  void memory() {
    allocate(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
  }

  private void deviceHolds(int registrations) {
    registrar.onRegister(r -> {
      if (registrar.live().size() >= registrations) {
        throw new RegistrarException(Reason.PRESSURE, "the table is full");
      }
    });
  }

  @Test
  void byCountAndTheRecentlyUsedStay() {
    with(defaults.withMaxRegistrations(3));
    Region a = use(0);
    Region b = use(1);
    Region c = use(2);
    use(3);
    assertThat(registrar.live()).as("the oldest went").doesNotContain(a).contains(b, c);
    assertThat(use(1)).isSameAs(b);
    use(4);
    assertThat(registrar.live()).as("what was used since stays").contains(b).doesNotContain(c);
    assertThat(statistics().live()).isEqualTo(3);
    assertThat(statistics().evictions()).isEqualTo(2);
  }

  @Test
  void byBytes() {
    with(defaults.withMaxBytes(3L * SIZE));
    for (int i = 0; i < 10; i++) {
      use(i);
      assertThat(statistics().pinnedBytes()).isLessThanOrEqualTo(3L * SIZE);
    }
    assertThat(statistics().live()).isEqualTo(3);
    assertThat(statistics().evictions()).isEqualTo(7);
    with(defaults.withMaxBytes(3L * SIZE - 1));
    for (int i = 0; i < 10; i++) {
      use(i);
    }
    assertThat(statistics().live()).isEqualTo(2);
  }

  @Test
  void whatIsInUseIsNeverEvicted() {
    with(defaults.withMaxRegistrations(2));
    Lease<Region> a = lease(0);
    Lease<Region> b = lease(1);
    Lease<Region> c = lease(2);
    assertThat(c.whyNotCached()).isEqualTo(OneUse.LIMIT);
    assertThat(registrar.live()).contains(a.handle(), b.handle(), c.handle());
    a.release();
    Lease<Region> d = lease(3);
    assertThat(d.isCached()).isTrue();
    assertThat(registrar.live()).contains(b.handle());
    assertThat(use(1)).isSameAs(b.handle());
    List.of(b, c, d).forEach(Lease::release);
    assertThat(statistics().evictions()).isEqualTo(1);
  }

  @Test
  void pressureEvictsAndTriesAgain() {
    deviceHolds(2);
    Region a = use(0);
    Region b = use(1);
    Region c = use(2);
    assertThat(registrar.live()).containsExactlyInAnyOrder(b, c).doesNotContain(a);
    assertThat(use(2)).as("and is kept").isSameAs(c);
    assertThat(statistics().evictions()).isEqualTo(1);
    assertThat(statistics().failedRegistrations()).isEqualTo(1);
    assertThat(statistics().oneUseTotal()).isZero();
  }

  @Test
  void pressureIsFirstRelievedByWhatWaitsToBeDeregistered() {
    deviceHolds(2);
    Region kept = use(0);
    Lease<Region> retired = lease(1);
    cache.invalidate(block(1), SIZE, () -> {});
    retired.release(); // waits for the reaper, or for the next miss
    use(2);
    assertThat(registrar.live()).contains(kept);
    assertThat(statistics().evictions()).isZero();
  }

  @Test
  void pressureThatLeavesRoomForWhatIsAskedOnlyIsOneUse() {
    registrar.onRegister(r -> {
      if (r.length() > PAGE) {
        throw new RegistrarException(Reason.PRESSURE, "locked memory");
      }
    });
    try (Lease<Region> lease = cache.acquire(block(0) + PAGE, PAGE, Access.LOCAL_READ)) {
      assertThat(lease.whyNotCached()).isEqualTo(OneUse.PRESSURE);
      assertThat(lease.length()).isEqualTo(PAGE);
    }
    assertThat(registrar.live()).isEmpty();
    assertThat(space.watches()).isZero();
  }

  @Test
  void pressureWithEverythingInUseIsTheDevicesException() {
    deviceHolds(2);
    List<Lease<Region>> held = new ArrayList<>(List.of(lease(0), lease(1)));
    assertThatExceptionOfType(RegistrarException.class)
        .isThrownBy(() -> lease(2))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.PRESSURE));
    assertThat(space.watches()).as("nothing is left of the failure").isEqualTo(2);
    assertThat(statistics().live()).isEqualTo(2);
    assertThat(statistics().pinnedBytes()).isEqualTo(2L * SIZE);
    held.forEach(Lease::release);
    assertThat(use(2)).isSameAs(use(2));
  }

  @Test
  void optionsThatCannotBeAreRefusedByName() {
    assertThatIllegalArgumentException().isThrownBy(() -> defaults.withMaxBytes(0)).withMessageContaining("maxBytes is 0");
    assertThatIllegalArgumentException().isThrownBy(() -> defaults.withMaxRegistrations(0)).withMessageContaining("maxRegistrations is 0");
    assertThatIllegalArgumentException().isThrownBy(() -> defaults.withWidenLimit(-1)).withMessageContaining("widenLimit is -1");
    assertThatIllegalArgumentException().isThrownBy(() -> CacheOptions.defaults(" ")).withMessageContaining("name");
  }
}
