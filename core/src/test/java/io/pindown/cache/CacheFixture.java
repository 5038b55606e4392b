package io.pindown.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.cache.RecordingRegistrar.Region;
import io.pindown.registrar.Access;
import io.pindown.registry.AddressSpace;
import org.junit.jupiter.api.AfterEach;

/** A cache over an address space that is fed by hand; nothing may be left of it after each test. */
abstract class CacheFixture {
  static final int KIB = 1024;
  static final int PAGE = 4 * KIB;
  static final int SIZE = 64 * KIB;
  static final long AT = 0x7e20_0000_0000L;

  final AddressSpace space = AddressSpace.detached();
  final RecordingRegistrar registrar = new RecordingRegistrar();
  RegistrationCache<Region> cache = cache(CacheOptions.defaults("fixture").withMaxBytes(1L << 40));

  final RegistrationCache<Region> cache(CacheOptions options) {
    return RegistrationCache.of(registrar, options, space);
  }

  final void with(CacheOptions options) {
    cache.close();
    cache = cache(options);
  }

  @AfterEach
  final void nothingIsLeft() {
    registrar.onRegister(r -> {});
    registrar.onDeregister(r -> {});
    cache.close();
    CacheStatistics s = cache.statistics();
    assertThat(registrar.live()).as("registrations left").isEmpty();
    assertThat(registrar.deregisteredTwice()).isZero();
    assertThat(s.registrations()).isEqualTo(s.deregistrations() + s.failedDeregistrations());
    assertThat(s.registrations())
        .as("where each registration went")
        .isEqualTo(s.oneUseTotal() + s.withdrawn() + s.invalidations() + s.evictions() + s.flushed());
    assertThat(s.pinnedBytes()).isZero();
    assertThat(s.live()).isZero();
    assertThat(s.deferred()).isZero();
    assertThat(space.watches()).as("watches left").isZero();
  }

  /** The base of the n-th block of {@link #SIZE} bytes. */
  static long block(int n) {
    return AT + n * (long) SIZE * 2;
  }

  final Lease<Region> lease(int block) {
    return cache.acquire(block(block), SIZE, Access.LOCAL_READ);
  }

  final Region use(int block) {
    try (Lease<Region> lease = lease(block)) {
      return lease.handle();
    }
  }

  final void allocate(int... blocks) {
    for (int block : blocks) {
      space.allocated(block(block), SIZE);
    }
  }

  final CacheStatistics statistics() {
    return cache.statistics();
  }
}
