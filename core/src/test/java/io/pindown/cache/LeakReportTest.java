package io.pindown.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.cache.RecordingRegistrar.Region;
import io.pindown.registrar.Access;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is said of leases that are out when the cache ends, and what can be asked of them before. */
class LeakReportTest extends CacheFixture {
  private final Logger logger = Logger.getLogger("io.pindown.cache");
  private final List<String> said = new ArrayList<>();
  private final Handler heard =
      new Handler() {
        @Override
        public void publish(LogRecord record) {
          if (record.getMessage().contains(" ends while ")) { // other tests' caches may be forgotten just now
            said.add(record.getMessage());
          }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    logger.addHandler(heard);
  }

  @AfterEach
  void stopListening() {
    logger.removeHandler(heard);
  }

  private Lease<Region> forgottenHere() {
    return cache.acquire(AT, SIZE, Access.LOCAL_READ);
  }

  private void freedHere() {
    space.freed(block(0));
  }

  @Test
  void namesThePlaceThatTookTheLease() {
    with(CacheOptions.defaults("leaking").withLeaseSites(true));
    allocate(0);
    Lease<Region> forgotten = forgottenHere();
    assertThat(cache.lent()).singleElement().satisfies(lent -> {
      assertThat(lent.address()).isEqualTo(AT);
      assertThat(lent.leases()).isEqualTo(1);
      assertThat(lent.site()).contains("forgottenHere");
    });
    cache.close();
    assertThat(said).anyMatch(line -> line.startsWith("registration cache leaking ends while 1 registrations are in use") && line.contains("forgottenHere"));
    forgotten.release();
  }

  @Test
  void saysNothingWherePlacesAreNotRecorded() {
    with(CacheOptions.defaults("leaking too"));
    allocate(0);
    Lease<Region> forgotten = forgottenHere();
    cache.close();
    assertThat(said).isEmpty();
    forgotten.release();
  }

  @Test
  void saysNothingWhereAllIsReleased() {
    with(CacheOptions.defaults("tidy").withLeaseSites(true));
    allocate(0);
    forgottenHere().release();
    assertThat(cache.lent()).isEmpty();
    cache.close();
    assertThat(said).isEmpty();
  }

  @Test
  void namesWhoChangedTheMemoryInUse() {
    with(CacheOptions.defaults("changing").withLeaseSites(true));
    allocate(0);
    Lease<Region> forgotten = forgottenHere();
    freedHere();
    cache.reap(); // it is in the cache no more
    assertThat(cache.lent()).singleElement().satisfies(lent -> {
      assertThat(lent.site()).contains("forgottenHere");
      assertThat(lent.changed()).contains("freedHere");
    });
    cache.close();
    assertThat(said).anyMatch(line -> line.startsWith("registration cache changing ends while 1 registrations are in use")
        && line.contains("forgottenHere") && line.contains("its memory was freed or remapped meanwhile: "));
    forgotten.release();
    assertThat(cache.lent()).isEmpty();
  }

  @Test
  void namesWhatIsRegisteredForOneUse() {
    with(CacheOptions.defaults("once").withLeaseSites(true));
    Lease<Region> forgotten = forgottenHere(); // no container is there
    assertThat(forgotten.isCached()).isFalse();
    assertThat(cache.lent()).singleElement().satisfies(lent -> assertThat(lent.site()).contains("forgottenHere"));
    forgotten.release();
    assertThat(cache.lent()).isEmpty();
  }

  private void leak(int count, String name) {
    said.clear();
    with(CacheOptions.defaults(name).withMaxBytes(1L << 40).withLeaseSites(true));
    List<Lease<Region>> forgotten = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      allocate(i);
      forgotten.add(lease(i));
    }
    cache.close();
    forgotten.forEach(Lease::release);
  }

  @Test
  void namesTenAndHowManyMore() {
    leak(10, "ten");
    assertThat(said).singleElement().asString().contains("ends while 10 registrations are in use").doesNotContain(" more");
    leak(12, "twelve");
    assertThat(said).singleElement().asString().contains("ends while 12 registrations are in use").endsWith("\nand 2 more");
  }

  /** Or each closed cache would leave a thread that waits for the end of the JVM. */
  @Test
  void ofAClosedCacheNothingIsKept() {
    with(CacheOptions.defaults("closed").withLeaseSites(true));
    LeakReport report = LeakReport.begin(cache);
    WeakReference<LeakReport> kept = new WeakReference<>(report);
    report.closed();
    report = null;
    Awaitility.await().until(() -> {
      System.gc();
      return kept.get() == null;
    });
  }
}
