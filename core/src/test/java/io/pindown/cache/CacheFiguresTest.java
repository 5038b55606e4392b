package io.pindown.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.counters.CountersLayout;
import io.pindown.counters.CountersView;
import io.pindown.counters.CountersView.Counter;
import io.pindown.registry.AddressSpace;
import io.pindown.registry.CoverageBit;
import io.pindown.registry.StandInHooks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What of a cache is in the counters file, and for how long. */
class CacheFiguresTest extends CountersFixture {
  private static final long ALL = (1L << CoverageBit.values().length) - 1;

  @BeforeEach
  void ofThisProcess() {
    space = StandInHooks.proving(ALL, ALL); // a detached one is not shown
    space.allocated(AT, SIZE);
    space.mapped(OTHER, SIZE);
    space.allocated(THIRD, SIZE);
    with(CacheOptions.defaults("figures").withMaxBytes(1L << 30).withMaxRegistrations(2));
  }

  /** By label, without the cache's name. */
  private static Map<String, Long> shown() {
    Map<String, Long> shown = new HashMap<>();
    try {
      Path folder = Path.of(System.getProperty("java.io.tmpdir"), "pindown-" + Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.filter(path -> path.getFileName().toString().startsWith(ProcessHandle.current().pid() + ".")).toList()) {
          for (Counter counter : CountersView.read(file).counters()) {
            if (counter.type() == CountersLayout.CACHE_TYPE && counter.label().startsWith("figures (recording): ")) {
              assertThat(shown.put(counter.label().substring("figures (recording): ".length()), counter.value())).as(counter.label()).isNull();
            }
          }
        }
      }
      return shown;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void everyFigureIsTheStatistics() throws IOException {
    use(AT);
    use(AT);
    use(AT);
    use(AT + PAGE);
    space.freed(AT);
    use(OTHER);
    use(THIRD);
    space.unmapped(OTHER, SIZE);
    cache.reap();
    space.allocated(AT, SIZE);
    use(AT);
    space.mapped(OTHER, SIZE);
    use(OTHER); // one of two has to go
    use(1L << 40);
    CacheStatistics now = cache.statistics();
    assertThat(List.of(now.frontHits(), now.indexHits(), now.invalidations(), now.evictions(), now.oneUseTotal())).doesNotContain(0L);
    assertThat(now.invalidations()).isNotEqualTo(now.evictions());
    CacheFigures figures = CacheFigures.show(cache);
    figures.tick(cache);
    Map<String, Long> expected = new HashMap<>();
    expected.put("live registrations", now.live());
    expected.put("pinned bytes", now.pinnedBytes());
    expected.put("most pinned bytes", 1L << 30);
    expected.put("most registrations", 2L);
    expected.put("front hits", now.frontHits());
    expected.put("index hits", now.indexHits());
    expected.put("misses", now.misses());
    expected.put("registrations for one use", now.oneUseTotal());
    expected.put("registrations", now.registrations());
    expected.put("deregistrations", now.deregistrations());
    expected.put("registrations refused", now.failedRegistrations());
    expected.put("changed", now.invalidations());
    expected.put("changed in use", now.inUseInvalidations());
    expected.put("evicted", now.evictions());
    expected.put("flushed", now.flushed());
    expected.put("revived", now.revived());
    expected.put("waiting to be deregistered", now.deferred());
    expected.put("bytes that would be pinned", 0L);
    expected.put("dirty", 0L);
    assertThat(shown()).isEqualTo(expected);
    figures.end();
    assertThat(shown()).as("the cache is gone").isEmpty();
  }

  @Test
  void theMostThatWasDirtySinceTheLastTime() throws IOException {
    CacheFigures figures = CacheFigures.show(cache);
    figures.dirty(2);
    figures.dirty(5);
    figures.dirty(3);
    figures.tick(cache);
    assertThat(shown()).containsEntry("dirty", 5L);
    Awaitility.await().until(() -> {
      figures.tick(cache);
      return shown().get("dirty") == 0;
    });
    figures.end();
  }

  @Test
  void aCacheOverMemoryOfNoProcessIsNotShown() {
    space = AddressSpace.detached();
    with(OPTIONS);
    assertThat(CacheFigures.show(cache)).isNull();
    assertThat(CacheFigures.show(null)).isNull();
  }
}
