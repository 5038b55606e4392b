package io.pindown.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.agent.control.Message;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What people are told of which answer. */
class StatusTextTest {
  private final Message answer = new Message().put("caches", 2).put("kernel.monitor", "off");

  private List<String> lines() {
    StringWriter text = new StringWriter();
    new StatusText(answer).print(new PrintWriter(text));
    return text.toString().lines().toList();
  }

  private void cache(int number, String name) {
    String key = "cache." + number + ".";
    answer.put(key + "name", name).put(key + "registrar", "uring").put(key + "hits", 75).put(key + "misses", 25).put(key + "live", 5).put(key + "max-registrations", 100)
        .put(key + "pinned-bytes", 2 << 20).put(key + "would-be-pinned-bytes", 3 << 20).put(key + "max-bytes", 64 << 20).put(key + "dirty", 1).put(key + "deferred", 2)
        .put(key + "registrations", 20).put(key + "deregistrations", 15).put(key + "failed-registrations", 3)
        .put(key + "invalidations", 11).put(key + "evictions", 12).put(key + "flushed", 13).put(key + "stale-reuses-prevented", 14);
  }

  @Test
  void eachFigureOfACacheIsWhereItBelongs() {
    cache(0, "first");
    cache(1, "second");
    assertThat(lines()).containsSubsequence(
        "cache first, registrar uring",
        "  acquires       100, 75.00 % of them hits",
        "  registrations  5 live of 100; 20 made, 15 ended, 3 refused",
        "  pinned         2.0 MiB of 64.0 MiB, 1 dirty, 2 wait to be deregistered",
        "  taken out      11 changed, 12 evicted, 13 flushed; 14 stale reuses prevented",
        "cache second, registrar uring").noneMatch(line -> line.contains("IN USE") || line.contains("for one use"));
  }

  @Test
  void whatPinsNothingSaysWhatWouldBe() {
    cache(0, "observed");
    answer.put("cache.0.pins", "false");
    assertThat(lines()).contains("  pinned         would be 3.0 MiB of 64.0 MiB, 1 dirty, 2 wait to be deregistered");
  }

  @Test
  void oneChangeInUseIsSaidAndReasonsThatDidNotComeUpAreNot() {
    cache(0, "first");
    answer.put("cache.0.in-use-invalidations", 1).put("cache.0.one-use-total", 7).put("cache.0.one-use.LIMIT", 7).put("cache.0.one-use.CHANGING", 0);
    assertThat(lines()).contains("  for one use    7: limit 7").anyMatch(line -> line.startsWith("  IN USE         1 changed while they were leased"));
  }

  @Test
  void whatIsNotCoveredIsNotToBeMissed() {
    answer.put("coverage.FREE", "covered").put("coverage.MAP", "not covered").put("coverage.ARENA", "not proven");
    assertThat(lines()).contains("coverage  1 kinds of change proven; NOT COVERED: MAP; proven when first needed: ARENA");
    answer.put("coverage.FREE", "out");
    assertThat(lines()).contains("coverage  the hooks are out");
  }
}
