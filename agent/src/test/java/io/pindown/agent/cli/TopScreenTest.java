package io.pindown.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.agent.cli.LiveCounters.Snapshot;
import io.pindown.counters.CountersLayout;
import io.pindown.counters.CountersView.Counter;
import io.pindown.counters.ProcessCounters;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is shown of which counters. */
class TopScreenTest {
  private static final String NAME = "gpu: 1 (cuda)";

  private static Counter counter(int type, int key, String label, long value) {
    byte[] bytes = ByteBuffer.allocate(CountersLayout.KEY_LENGTH).order(ByteOrder.nativeOrder()).putInt(key).array();
    return new Counter(type, bytes, label, value);
  }

  private static Snapshot snapshot(long written, long front, long index, long misses, long changed, long evicted) {
    return new Snapshot(written, List.of(
        counter(CountersLayout.CACHE_TYPE, 1, NAME + ": front hits", front),
        counter(CountersLayout.CACHE_TYPE, 1, NAME + ": index hits", index),
        counter(CountersLayout.CACHE_TYPE, 1, NAME + ": misses", misses),
        counter(CountersLayout.CACHE_TYPE, 1, NAME + ": changed", changed),
        counter(CountersLayout.CACHE_TYPE, 1, NAME + ": evicted", evicted),
        counter(CountersLayout.CACHE_TYPE, 1, NAME + ": pinned bytes", 2 << 20),
        counter(CountersLayout.CACHE_TYPE, 1, NAME + ": most pinned bytes", 64 << 20),
        counter(CountersLayout.CACHE_TYPE, 1, NAME + ": dirty", 3),
        counter(CountersLayout.CACHE_TYPE, 1, NAME + ": waiting to be deregistered", 4)));
  }

  private static List<String> lines(Snapshot before, Snapshot now) throws Exception {
    return new TopScreen(JavaProcess.of(ProcessHandle.current().pid()), before, now).lines();
  }

  private static String row(Snapshot before, Snapshot now) throws Exception {
    return lines(before, now).stream().filter(line -> line.startsWith(NAME)).findFirst().orElseThrow().replaceAll(" +", " ");
  }

  @Test
  void ratesAreOfTheTimeBetweenTheRestIsNow() throws Exception {
    Snapshot before = snapshot(1_000, 100, 0, 0, 10, 20);
    assertThat(row(before, snapshot(3_000, 150, 25, 25, 12, 24))).isEqualTo(NAME + " 50.0 75.0% 12.5 1.0 2.0 2.0 MiB 64.0 MiB 3 4");
    assertThat(row(before, snapshot(3_000, 600, 0, 0, 10, 20))).as("three digits suffice").startsWith(NAME + " 250 100.0% ");
  }

  @Test
  void theRatioOfAnIdleCacheIsOfTheWholeTime() throws Exception {
    Snapshot idle = snapshot(1_000, 60, 0, 20, 0, 0);
    assertThat(row(idle, idle)).startsWith(NAME + " 0.0 75.0% 0.0 ");
    assertThat(row(snapshot(1_000, 0, 0, 0, 0, 0), snapshot(2_000, 0, 0, 0, 0, 0))).startsWith(NAME + " 0.0 - 0.0 ");
  }

  @Test
  void theAgeOfTheFiguresIsInSeconds() throws Exception {
    Snapshot now = snapshot(System.currentTimeMillis() - 20_000, 0, 0, 0, 0, 0);
    assertThat(lines(now, now).get(0)).matches(".*figures [2-9]\\d\\.\\d s old");
    Snapshot never = snapshot(0, 0, 0, 0, 0, 0);
    assertThat(lines(never, never).get(0)).endsWith("figures 0.0 s old");
  }

  @Test
  void thePlacesWithMostComeFirstAndTheOthersNotAtAll() throws Exception {
    List<Counter> counters = new ArrayList<>();
    for (int i = 1; i <= 12; i++) {
      counters.add(counter(CountersLayout.SITE_TYPE, 1, "place " + i, i));
    }
    counters.add(counter(CountersLayout.SITE_TYPE, 1, "none", 0));
    Snapshot now = new Snapshot(1, counters);
    assertThat(lines(now, now).stream().filter(line -> line.contains("place "))).hasSize(10).first().asString().endsWith("12  place 12");
  }

  @Test
  void whatWouldBePinnedIsInBrackets() throws Exception {
    Snapshot now = new Snapshot(1, List.of(
        counter(CountersLayout.CACHE_TYPE, 1, "observed (observing): bytes that would be pinned", 1 << 20),
        counter(CountersLayout.CACHE_TYPE, 2, "other (uring): pinned bytes", 2 << 20)));
    assertThat(lines(now, now)).contains("(in brackets: what would be pinned)").anyMatch(line -> line.startsWith("observed ") && line.contains(" (1.0 MiB) "))
        .anyMatch(line -> line.startsWith("other ") && line.contains(" 2.0 MiB ")).anyMatch(line -> line.startsWith("pinned   2.0 MiB by caches"));
  }

  @Test
  void theModeIsThatOfAnyAgentOfTheProcess() {
    assertThat(mode()).isEqualTo("none");
    assertThat(mode(3, 0)).as("two copies of the class, one of them the agent's").isEqualTo("cache");
    assertThat(mode(0, 3)).isEqualTo("cache");
    assertThat(mode(99)).as("another version's").isEqualTo("verify");
    assertThat(mode(-1)).isEqualTo("none");
  }

  private static String mode(long... values) {
    return new Snapshot(0, Arrays.stream(values).mapToObj(value -> counter(CountersLayout.PROCESS_TYPE, ProcessCounters.MODE, "mode", value)).toList()).mode();
  }
}
