package io.pindown.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pindown.cache.CacheOptions;
import io.pindown.cache.RegistrationCache;
import io.pindown.registrar.Access;
import io.pindown.registrar.Registrar;
import io.pindown.registrar.RegistrarException;
import io.pindown.registry.AddressSpace;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PindownMetricsTest {
  private static final long AT = 0x7e30_0000_0000L;
  private static final long SIZE = 64 << 10;

  /** A device of so many places. */
  private static final class Device implements Registrar<Long> {
    private int left = 2;

    @Override
    public synchronized Long register(long address, long length, int access) {
      if (left == 0) {
        throw new RegistrarException(RegistrarException.Reason.PRESSURE, "no place left");
      }
      left--;
      return address;
    }

    @Override
    public synchronized void deregister(Long handle) {
      left++;
    }
  }

  private final AddressSpace space = AddressSpace.detached();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final PindownMetrics metrics = new PindownMetrics(ManagementFactory.getPlatformMBeanServer(), List.of(Tag.of("app", "test")));

  @AfterEach
  void close() {
    metrics.close();
    assertThat(registry.getMeters()).as("nothing is left").isEmpty();
  }

  private RegistrationCache<Long> cache(String name) {
    return RegistrationCache.of(new Device(), CacheOptions.defaults(name).withMaxBytes(1L << 30), space);
  }

  private static long block(int n) {
    return AT + n * 2 * SIZE;
  }

  private void use(RegistrationCache<Long> cache, int block) {
    cache.acquire(block(block), SIZE, Access.LOCAL_READ).release();
  }

  private static void eventually(Callable<Boolean> holds) {
    Awaitility.await().atMost(Duration.ofSeconds(10)).pollInterval(Duration.ofMillis(2)).until(holds);
  }

  private boolean shows(String cache) {
    return registry.getMeters().stream().map(Meter::getId).anyMatch(id -> ("" + id.getTag("cache")).startsWith(cache));
  }

  /** The one meter of this name and these tags, of the cache whose name begins so. */
  private double value(String cache, String name, String... tags) {
    List<Meter> found = registry.getMeters().stream()
        .filter(m -> m.getId().getName().equals(name) && m.getId().getTag("cache").startsWith(cache))
        .filter(m -> tags.length == 0 || tags[1].equals(m.getId().getTag(tags[0])))
        .toList();
    assertThat(found).as(name + " " + List.of(tags)).hasSize(1);
    return found.get(0).measure().iterator().next().getValue();
  }

  @Test
  void aCacheIsMeasuredFromItsFirstRegistrationUntilItIsClosed() {
    metrics.bindTo(registry);
    try (RegistrationCache<Long> cache = cache("first")) {
      for (int i = 0; i < 3; i++) {
        space.allocated(block(i), SIZE);
      }
      use(cache, 0);
      eventually(() -> shows("first"));
      use(cache, 0);
      use(cache, 1);
      assertThat(value("first", "pindown.cache.acquires", "result", "front") + value("first", "pindown.cache.acquires", "result", "index")).isEqualTo(1);
      assertThat(value("first", "pindown.cache.acquires", "result", "miss")).isEqualTo(2);
      assertThat(value("first", "pindown.cache.registrations", "outcome", "done")).isEqualTo(2);
      assertThat(value("first", "pindown.cache.live")).isEqualTo(2);
      assertThat(value("first", "pindown.cache.pinned")).isEqualTo(2 * SIZE);
      assertThat(value("first", "pindown.cache.pinned.max")).isEqualTo(1 << 30);
      assertThat(value("first", "pindown.cache.live.max")).isEqualTo(cache.options().maxRegistrations());
      use(cache, 2); // the device has no place: one is evicted
      assertThat(value("first", "pindown.cache.registrations", "outcome", "refused")).isEqualTo(1);
      assertThat(value("first", "pindown.cache.removals", "reason", "evicted")).isEqualTo(1);
      assertThat(value("first", "pindown.cache.deregistrations", "outcome", "done")).isEqualTo(1);
      space.freed(block(2));
      use(cache, 2);
      assertThat(value("first", "pindown.cache.removals", "reason", "changed")).isEqualTo(1);
      assertThat(value("first", "pindown.cache.one.use", "reason", "UNKNOWN_CONTAINER")).isEqualTo(1);
      assertThat(value("first", "pindown.cache.one.use", "reason", "LIMIT")).isZero();
      cache.flush();
      assertThat(value("first", "pindown.cache.removals", "reason", "flushed")).isEqualTo(cache.statistics().flushed());
    }
    eventually(() -> !shows("first"));
    assertThat(registry.getMeters()).allMatch(m -> m.getId().getTag("cache") == null);
  }

  @Test
  void whatIsThereAlreadyIsFoundAndEachCacheHasItsOwn() {
    try (RegistrationCache<Long> one = cache("one"); RegistrationCache<Long> two = cache("two")) {
      space.allocated(block(0), SIZE);
      use(one, 0);
      use(two, 0);
      use(two, 0);
      metrics.bindTo(registry);
      metrics.bindTo(registry); // no second set
      eventually(() -> shows("one") && shows("two"));
      assertThat(value("one", "pindown.cache.acquires", "result", "front")).isZero();
      assertThat(value("two", "pindown.cache.acquires", "result", "front")).isEqualTo(1);
      assertThat(registry.getMeters()).allMatch(m -> "test".equals(m.getId().getTag("app")));
      assertThat(registry.getMeters()).allMatch(m -> m.getId().getDescription() != null);
    }
  }

  @Test
  void theHooksAreMeasuredWithTheFirstCacheOfTheProcess() {
    metrics.bindTo(registry);
    try (RegistrationCache<Long> ofProcess = RegistrationCache.of(new Device(), CacheOptions.defaults("hooks"))) {
      use(ofProcess, 0);
      eventually(() -> registry.find("pindown.coverage.gaps").gauge() != null);
      assertThat(registry.get("pindown.coverage.gaps").gauge().value()).as("no hooks in this JVM").isEqualTo(11);
      assertThat(registry.get("pindown.events").tag("kind", "FREED").functionCounter().count()).isZero();
      assertThat(registry.get("pindown.watches").gauge().value()).isZero();
      assertThat(registry.get("pindown.containers.dropped").functionCounter().count()).isZero();
    }
  }

  /** A meter that the table lacks, or one that is in the table only. */
  @Test
  void theTableInTheDocumentsIsComplete() throws IOException {
    metrics.bindTo(registry);
    try (RegistrationCache<Long> ofProcess = RegistrationCache.of(new Device(), CacheOptions.defaults("documented"))) {
      use(ofProcess, 0);
      eventually(() -> shows("documented") && registry.find("pindown.coverage.gaps").gauge() != null);
      Set<String> documented = new TreeSet<>();
      Matcher names = Pattern.compile("`(pindown\\.[a-z.]+)`").matcher(Files.readString(Path.of("..", "docs", "metrics.md")));
      while (names.find()) {
        documented.add(names.group(1));
      }
      assertThat(new TreeSet<>(registry.getMeters().stream().map(m -> m.getId().getName()).toList())).isEqualTo(documented);
    }
  }

  @Test
  void afterCloseNothingIsAdded() {
    metrics.bindTo(registry);
    metrics.close();
    try (RegistrationCache<Long> cache = cache("late")) {
      use(cache, 0);
      SimpleMeterRegistry other = new SimpleMeterRegistry();
      try (PindownMetrics fresh = new PindownMetrics()) {
        fresh.bindTo(other);
        eventually(() -> other.getMeters().stream().anyMatch(m -> ("" + m.getId().getTag("cache")).startsWith("late")));
      }
      assertThat(shows("late")).isFalse();
    }
  }
}
