package io.pindown.agent.observe;

import static org.assertj.core.api.Assertions.assertThat;

import example.Caller;
import io.pindown.counters.CountersLayout;
import io.pindown.counters.CountersView;
import io.pindown.counters.CountersView.Counter;
import io.pindown.counters.ProcessCounters;
import io.pindown.registry.AddressSpace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which places in the code are named for which memory, and what of that is in the counters file. */
class AllocationSitesTest {
  private static final long AT = 1L << 40;
  private static final int PAGE = 4096;
  private static final int SIZE = 1 << 16;

  private final AddressSpace space = AddressSpace.detached();
  private final AllocationSites sites = new AllocationSites(space);

  private static long block(long number) {
    return AT + number * 2 * SIZE;
  }

  private void begun(long base) {
    space.allocated(base, SIZE);
    sites.begun(base, SIZE);
  }

  private void registered(long block, int times) {
    for (int i = 0; i < times; i++) {
      sites.registered(block, SIZE);
    }
  }

  @Test
  void memoryIsOfWhereItWasMade() {
    Caller.first(() -> begun(block(0) + 16)); // inside the first page that is registered
    Caller.second(() -> sites.registered(block(0), SIZE + PAGE));
    SiteFigures only = sites.top(10).get(0);
    assertThat(sites.top(10)).hasSize(1);
    assertThat(only.frames().get(0)).startsWith("example.Caller.first:");
    assertThat(only.allocates()).isTrue();
    assertThat(only.registrations()).isEqualTo(1);
    assertThat(only.bytes()).isEqualTo(SIZE + PAGE);
    assertThat(sites.unknown()).isZero();
  }

  @Test
  void memoryOfUnknownOriginIsOfWhereItIsUsed() {
    Caller.second(() -> registered(block(0), 3));
    SiteFigures only = sites.top(10).get(0);
    assertThat(only.frames().get(0)).startsWith("example.Caller.second:");
    assertThat(only.allocates()).isFalse();
    assertThat(only.registrations()).isEqualTo(3);
  }

  @Test
  void thoseWithMostComeFirstAndThoseWithoutAnyNotAtAll() {
    Caller.first(() -> begun(block(0)));
    Caller.second(() -> begun(block(1)));
    Caller.deep(1, () -> begun(block(2)));
    registered(block(0), 1);
    registered(block(1), 3);
    assertThat(sites.top(10)).extracting(SiteFigures::registrations).containsExactly(3L, 1L);
    assertThat(sites.top(1)).extracting(SiteFigures::registrations).containsExactly(3L);
  }

  /** Not all stacks are taken; a block whose one was not is not of where an earlier block there was made. */
  @Test
  void aBlockThatWasNotLookedAtIsNotItsPredecessors() {
    Caller.first(() -> begun(block(0)));
    Caller.second(() -> {
      for (long i = 1; i < 5_000; i++) {
        sites.begun(block(i), SIZE); // more than are looked at
      }
      sites.begun(block(0), SIZE);
    });
    registered(block(0), 1);
    assertThat(sites.top(10)).noneMatch(site -> site.frames().get(0).startsWith("example.Caller.first:"));
  }

  /** There is less room than there are blocks. */
  @Test
  void aBlockIsNotOfAnotherOnesPlace() {
    long[] numbers = new Random(1).longs(4_000, 0, 1L << 26).distinct().toArray();
    Caller.first(() -> Arrays.stream(numbers, 0, 900).forEach(number -> begun(block(number))));
    for (int i = 900; i < numbers.length; i++) {
      space.allocated(block(numbers[i]), SIZE);
      registered(block(numbers[i]), 1);
    }
    assertThat(sites.top(10_000)).noneMatch(site -> site.frames().get(0).startsWith("example.Caller.first:"));
  }

  @Test
  void whatIsNotLookedAtIsCounted() {
    Caller.first(() -> registered(block(0), 5_000));
    long seen = sites.top(10_000).stream().mapToLong(SiteFigures::registrations).sum();
    assertThat(sites.unknown()).isPositive().isEqualTo(5_000 - seen);
    assertThat(seen).isGreaterThanOrEqualTo(500);
  }

  @Test
  void aPlaceIsSomeFramesFromTheProgramsOwnInmostOneOn() {
    Caller.deep(20, () -> begun(block(0)));
    registered(block(0), 1);
    assertThat(sites.top(1).get(0).frames()).hasSize(6).allMatch(frame -> frame.startsWith("example.Caller.deep:"));
  }

  @Test
  void whatLiesFurtherOutIsNotLeftOut() {
    Caller.first(() -> List.of(1).forEach(each -> Caller.second(() -> begun(block(0)))));
    registered(block(0), 1);
    List<String> frames = sites.top(1).get(0).frames();
    assertThat(frames.get(0)).startsWith("example.Caller.second:");
    assertThat(frames.get(1)).startsWith(AllocationSitesTest.class.getName());
    assertThat(frames).anyMatch(frame -> frame.startsWith("java."));
  }

  private static Map<String, Long> shown() throws IOException {
    ProcessCounters.write();
    Path folder = Path.of(System.getProperty("java.io.tmpdir"), "pindown-" + Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    Map<String, Long> shown = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(path -> path.getFileName().toString().startsWith(ProcessHandle.current().pid() + ".")).toList()) {
        for (Counter counter : CountersView.read(file).counters()) {
          if (counter.type() == CountersLayout.SITE_TYPE) {
            shown.merge(counter.label().replaceAll(":\\d+", ""), counter.value(), Long::sum);
          }
        }
      }
    }
    return shown;
  }

  @Test
  void thePlacesAreInTheCountersFileUntilNobodyLooks() throws IOException {
    ProcessCounters.open(() -> 0);
    Caller.first(() -> begun(block(0)));
    Caller.first(() -> begun(block(1))); // the same inmost frame
    registered(block(0), 2);
    registered(block(1), 3);
    Caller.second(() -> registered(block(2), 4));
    SiteCounters counters = new SiteCounters(sites);
    counters.run();
    assertThat(shown()).isEqualTo(Map.of("example.Caller.first allocates", 5L, "example.Caller.second uses", 4L));
    counters.hide();
    assertThat(shown()).isEmpty();
    SiteCounters again = new SiteCounters(sites);
    again.run();
    assertThat(shown()).hasSize(2);
    again.end();
    assertThat(shown()).isEmpty();
  }

  @Test
  void whileSomebodyObservesNothingIsCountedElsewhere() {
    long before = counted();
    RegistrationSites.want(false);
    try {
      RegistrationSites.registered(block(0), SIZE);
      assertThat(counted()).isEqualTo(before);
    } finally {
      RegistrationSites.want(true);
    }
    RegistrationSites.registered(block(0), SIZE);
    assertThat(counted()).isEqualTo(before + 1);
  }

  private static long counted() {
    return RegistrationSites.unknown() + RegistrationSites.top(Integer.MAX_VALUE).stream().mapToLong(SiteFigures::registrations).sum();
  }
}
