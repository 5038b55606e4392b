package io.pindown.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.cache.RecordingRegistrar.Region;
import io.pindown.registrar.Access;
import io.pindown.registry.Watch;
import io.pindown.registry.WatchRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The events, read back from a recording. */
class JfrEventsTest extends CacheFixture {
  private List<RecordedEvent> recorded(Path folder, Runnable what) throws IOException {
    Path file = folder.resolve("recording.jfr");
    try (Recording recording = new Recording()) {
      for (String name : List.of("Registration", "Deregistration", "Invalidation", "InUseInvalidation", "StaleReusePrevented", "UncoveredUse")) {
        recording.enable("io.pindown." + name).withoutThreshold();
      }
      recording.start();
      what.run();
      recording.stop();
      recording.dump(file);
    }
    return RecordingFile.readAllEvents(file).stream()
        .filter(e -> !e.hasField("registrar") || "recording".equals(e.getString("registrar")))
        .sorted(java.util.Comparator.comparing(RecordedEvent::getStartTime))
        .toList();
  }

  private static List<RecordedEvent> named(List<RecordedEvent> events, String name) {
    return events.stream().filter(e -> e.getEventType().getName().equals("io.pindown." + name)).toList();
  }

  private static void assertMemory(RecordedEvent event, long address, long length) {
    assertThat(event.getString("registrar")).isEqualTo("recording");
    assertThat(event.getLong("address")).isEqualTo(address);
    assertThat(event.getLong("length")).isEqualTo(length);
  }

  @Test
  void arriveWithExactFields(@TempDir Path folder) throws IOException {
    with(CacheOptions.defaults("jfr").withLeaseSites(true));
    OwnThread.prevent(cache); // it may be at the deregistration still when the recording ends
    allocate(0);
    List<RecordedEvent> events =
        recorded(
            folder,
            () -> {
              cache.acquire(AT + (1L << 40) + 10, 10, Access.REMOTE_READ).release();
              Lease<Region> lease = leasedHere();
              freedHere();
              lease.release();
              cache.reap();
            });
    List<RecordedEvent> registrations = named(events, "Registration");
    assertThat(registrations).hasSize(2);
    assertMemory(registrations.get(0), AT + (1L << 40), PAGE);
    assertThat(registrations.get(0).getInt("access")).isEqualTo(Access.REMOTE_READ);
    assertThat(registrations.get(0).getBoolean("cached")).isFalse();
    assertThat(registrations.get(0).getString("reason")).isEqualTo("UNKNOWN_CONTAINER");
    assertMemory(registrations.get(1), AT, SIZE);
    assertThat(registrations.get(1).getInt("access")).isEqualTo(Access.LOCAL_WRITE);
    assertThat(registrations.get(1).getBoolean("cached")).isTrue();
    assertThat(registrations.get(1).getString("reason")).isEmpty();
    assertThat(registrations.get(1).getStackTrace().getFrames()).anyMatch(f -> f.getMethod().getName().equals("leasedHere"));

    List<RecordedEvent> deregistrations = named(events, "Deregistration");
    assertThat(deregistrations).hasSize(2);
    assertMemory(deregistrations.get(0), AT + (1L << 40), PAGE);
    assertMemory(deregistrations.get(1), AT, SIZE);

    assertThat(named(events, "Invalidation")).singleElement().satisfies(e -> {
      assertMemory(e, AT, SIZE);
      assertThat(e.getInt("hits")).isEqualTo(1);
    });
    assertThat(named(events, "InUseInvalidation")).singleElement().satisfies(e -> {
      assertMemory(e, AT, SIZE);
      assertThat(e.getLong("leases")).isEqualTo(1);
      assertThat(e.getString("acquiredAt")).contains("leasedHere");
      assertThat(e.getString("changedAt")).contains("freedHere");
    });
  }

  @Test
  void sitesAreRecordedForAsLongAsACacheWantsThem() {
    with(CacheOptions.defaults("one").withLeaseSites(true));
    RegistrationCache<Region> other = cache(CacheOptions.defaults("other").withLeaseSites(true));
    cache.close();
    cache.close();
    allocate(0);
    WatchRegistry registry = space.newRegistry("sites");
    Watch watch = registry.watch(AT, SIZE, 1);
    space.freed(AT);
    assertThat(watch.site()).as("the other one wants them").isNotNull();
    other.close();
    Watch later = registry.watch(AT, SIZE, 2);
    space.freed(AT);
    assertThat(later.site()).isNull();
    registry.close();
  }

  @Test
  void whatWouldHaveBeenStaleAndWhatIsNotCovered(@TempDir Path folder) throws IOException {
    allocate(0);
    use(0);
    List<RecordedEvent> events =
        recorded(
            folder,
            () -> {
              space.freed(AT);
              allocate(0);
              use(0); // another block at the same address
              use(0);
              cache.acquire(AT + (1L << 40), 10, Access.LOCAL_READ).release();
            });
    assertThat(named(events, "StaleReusePrevented")).singleElement().satisfies(e -> {
      assertThat(e.getLong("address")).isEqualTo(AT);
      assertThat(e.getStackTrace().getFrames()).anyMatch(f -> f.getMethod().getName().equals("use"));
    });
    assertThat(cache.staleReusesPrevented()).isEqualTo(1);
    assertThat(named(events, "UncoveredUse")).singleElement().satisfies(e -> {
      assertMemory(e, AT + (1L << 40), PAGE);
      assertThat(e.getString("reason")).isEqualTo("UNKNOWN_CONTAINER");
    });
  }

  private Lease<Region> leasedHere() {
    return cache.acquire(AT, SIZE, Access.LOCAL_WRITE);
  }

  private void freedHere() {
    space.freed(AT);
  }

  @Test
  void aHitIsNoEvent(@TempDir Path folder) throws IOException {
    allocate(0);
    use(0);
    assertThat(recorded(folder, () -> use(0)).stream().filter(e -> e.getEventType().getName().startsWith("io.pindown"))).isEmpty();
  }
}
