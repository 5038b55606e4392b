package io.pindown.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.cache.CacheOptions;
import io.pindown.cache.Lease;
import io.pindown.cache.RecordingRegistrar;
import io.pindown.cache.RecordingRegistrar.Region;
import io.pindown.cache.RegistrationCache;
import io.pindown.registrar.Access;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The scenarios of the mails of 2008 to 2010, each with the registry alone and through a cache. */
class SeedScenariosTest {
  private static final long PAGE = 4096;
  private static final long AT = 0x7f30_0000_0000L;

  private final AddressSpace space = AddressSpace.detached();
  private final WatchRegistry registry = space.newRegistry("seeds");
  private final RecordingRegistrar registrar = new RecordingRegistrar();
  private final RegistrationCache<Region> cache = RegistrationCache.of(registrar, CacheOptions.defaults("seeds"), space);

  @AfterEach
  void nothingIsLeft() {
    cache.close();
    assertThat(registrar.live()).isEmpty();
  }

  private Region send(long address, long length) {
    try (Lease<Region> lease = cache.acquire(address, length, Access.LOCAL_READ)) {
      assertThat(lease.isCached()).isTrue();
      return lease.handle();
    }
  }

  @Test
  @DisplayName("a == b after unmap and map: registry")
  void sameAddressAgainForTheRegistry() {
    space.mapped(AT, PAGE);
    Watch a = registry.watch(AT, PAGE, 1);
    long last = registry.generation();
    space.unmapped(AT, PAGE);
    space.mapped(AT, PAGE); // the kernel picks b == a
    assertThat(registry.generation()).isNotEqualTo(last);
    assertThat(a.isClean()).isFalse();
    long[] dirty = new long[100];
    assertThat(registry.drain(dirty)).isEqualTo(1);
    assertThat(dirty[0]).isEqualTo(1);
  }

  @Test
  @DisplayName("a == b after unmap and map: cache")
  void sameAddressAgainForTheCache() {
    space.mapped(AT, PAGE);
    Region a = send(AT, PAGE);
    assertThat(send(AT, PAGE)).as("a hit as long as nothing changes").isSameAs(a);
    space.unmapped(AT, PAGE);
    space.mapped(AT, PAGE);
    assertThat(send(AT, PAGE)).as("b is registered anew").isNotSameAs(a);
    assertThat(cache.statistics().registrations()).isEqualTo(2);
    assertThat(cache.statistics().invalidations()).isEqualTo(1);
  }

  @Test
  @DisplayName("three pages, the first replaced twice: registry")
  void threePagesForTheRegistry() {
    space.mapped(AT, 3 * PAGE);
    Watch watch = registry.watch(AT, 3 * PAGE, 123);
    replaceFirstPage();
    assertThat(watch.isClean()).as("the first replacement is an event").isFalse();
    long afterFirst = registry.generation();
    assertThat(afterFirst).isPositive();
    space.unmapped(AT, PAGE);
    replaceFirstPage();
    assertThat(registry.generation()).as("each later one, too").isGreaterThan(afterFirst);
    long[] dirty = new long[8];
    assertThat(registry.drain(dirty)).as("and all of them are one report, the whole watch").isEqualTo(1);
    assertThat(dirty[0]).isEqualTo(123);
    assertThat(registry.rearm(watch)).isTrue();
    space.unmapped(AT + 2 * PAGE, PAGE);
    assertThat(registry.drain(dirty)).as("what is left of the range is still watched").isEqualTo(1);
  }

  @Test
  @DisplayName("three pages, the first replaced twice: cache")
  void threePagesForTheCache() {
    space.mapped(AT, 3 * PAGE);
    Region first = send(AT, 3 * PAGE);
    replaceFirstPage();
    Region second = send(AT, 3 * PAGE);
    assertThat(second).isNotSameAs(first);
    replaceFirstPage();
    Region third = send(AT + 2 * PAGE, PAGE);
    assertThat(third).as("any event at all means the entire region is toast").isNotSameAs(second);
    assertThat(send(AT + 2 * PAGE, PAGE)).isSameAs(third);
  }

  /** mmap with MAP_FIXED over the first of the pages: a change in place, and a mapping. */
  private void replaceFirstPage() {
    space.changeBegin(AT, PAGE);
    space.mapped(AT, PAGE);
    space.changeEnd(AT, PAGE);
  }

  @Test
  @DisplayName("F1 and F2 through one buffer: registry")
  void twoFilesForTheRegistry() {
    space.mapped(AT, 8 * PAGE); // F1
    Watch b = registry.watch(AT, 8 * PAGE, 1);
    space.unmapped(AT, 8 * PAGE);
    assertThat(b.isClean()).as("before the memory is gone").isFalse();
    space.mapped(AT, 8 * PAGE); // F2
    assertThat(b.isClean()).isFalse();
    registry.drain(new long[1]);
    assertThat(registry.rearm(b)).as("one watch serves both files").isTrue();
    assertThat(b.isClean()).isTrue();
    space.unmapped(AT, 8 * PAGE);
    assertThat(registry.drain(new long[1])).isEqualTo(1);
  }

  @Test
  @DisplayName("F1 and F2 through one buffer: cache")
  void twoFilesForTheCache() {
    Region last = null;
    for (int file = 1; file <= 10; file++) {
      registrar.setEpoch(file); // the content
      space.mapped(AT, 8 * PAGE);
      for (int send = 0; send < 3; send++) {
        Region now = send(AT + send * PAGE, PAGE);
        assertThat(now.epoch()).as("file %d, send %d", file, send).isEqualTo(file);
        assertThat(now).isNotSameAs(last);
      }
      last = send(AT, 8 * PAGE);
      space.unmapped(AT, 8 * PAGE);
    }
    assertThat(cache.statistics().registrations()).as("one for each file, whatever part is sent").isEqualTo(10);
  }
}
