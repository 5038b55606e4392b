package io.pindown.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.cache.RecordingRegistrar.Region;
import io.pindown.registrar.Access;
import io.pindown.registrar.RegistrarException;
import io.pindown.registrar.RegistrarException.Reason;
import io.pindown.registry.AddressSpace;
import java.lang.reflect.RecordComponent;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;

/** A cache without a thread of its own over a block, a mapping and another block, and what an action does to its figures. */
abstract class CountersFixture {
  static final long PAGE = 4096;
  static final long SIZE = 16 * PAGE;
  static final long AT = 0x7e50_0000_0000L;
  static final long OTHER = AT + (1 << 20);
  static final long THIRD = AT + (2 << 20);
  static final CacheOptions OPTIONS = CacheOptions.defaults("exact").withMaxBytes(1L << 40);

  AddressSpace space = AddressSpace.detached();
  final RecordingRegistrar registrar = new RecordingRegistrar();
  RegistrationCache<Region> cache = cache(OPTIONS);

  CountersFixture() {
    space.allocated(AT, SIZE);
    space.mapped(OTHER, SIZE);
    space.allocated(THIRD, SIZE);
  }

  private RegistrationCache<Region> cache(CacheOptions options) {
    RegistrationCache<Region> made = RegistrationCache.of(registrar, options, space);
    OwnThread.prevent(made);
    return made;
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
    assertThat(registrar.live()).isEmpty();
    assertThat(cache.statistics().pinnedBytes()).isZero();
  }

  /** All figures by name; those of the reasons for one use by the name of the reason. */
  private Map<String, Long> figures() {
    Map<String, Long> figures = new TreeMap<>();
    CacheStatistics statistics = cache.statistics();
    for (RecordComponent component : CacheStatistics.class.getRecordComponents()) {
      try {
        Object value = component.getAccessor().invoke(statistics);
        if (value instanceof Long figure) {
          figures.put(component.getName(), figure);
        } else {
          statistics.oneUse().forEach((reason, count) -> figures.put(reason.name(), count));
        }
      } catch (ReflectiveOperationException e) {
        throw new AssertionError(e);
      }
    }
    assertThat(figures).hasSize(CacheStatistics.class.getRecordComponents().length - 1 + OneUse.values().length);
    return figures;
  }

  /** Expects these figures to move by so much, and no others to move. */
  final void moves(Runnable action, Map<String, Long> expected) {
    Map<String, Long> before = figures();
    action.run();
    Map<String, Long> moved = new TreeMap<>();
    figures()
        .forEach(
            (name, now) -> {
              if (!now.equals(before.get(name))) {
                moved.put(name, now - before.get(name));
              }
            });
    assertThat(moved).isEqualTo(new TreeMap<>(expected));
  }

  final void movesNothing(Runnable action) {
    moves(action, Map.of());
  }

  final Lease<Region> lease(long address) {
    return cache.acquire(address, PAGE, Access.LOCAL_READ);
  }

  final void use(long address) {
    lease(address).release();
  }

  /** The device refuses so many times. */
  final void refuse(Reason reason, int times) {
    int[] left = {times};
    registrar.onRegister(
        r -> {
          if (left[0]-- > 0) {
            throw new RegistrarException(reason, "refused");
          }
        });
  }

  /** A first registration of a whole container. */
  static Map<String, Long> first() {
    return Map.of("misses", 1L, "registrations", 1L, "live", 1L, "pinnedBytes", SIZE);
  }
}
