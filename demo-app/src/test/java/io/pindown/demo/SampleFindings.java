package io.pindown.demo;

import io.pindown.demo.measure.Device;
import io.pindown.demo.measure.Environment;
import io.pindown.demo.measure.Findings;
import io.pindown.demo.measure.JucxBytes;
import io.pindown.demo.measure.JucxFindings;
import io.pindown.demo.measure.Moment;
import io.pindown.demo.measure.Moment.Kind;
import io.pindown.demo.measure.SpeedCell;
import io.pindown.demo.measure.Spread;
import io.pindown.demo.measure.StaleRun;
import io.pindown.demo.measure.StaleRun.Tally;
import io.pindown.demo.measure.TraceLine;
import io.pindown.demo.measure.Way;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Findings made up for tests of what is made of findings. */
public final class SampleFindings {
  private static final long ADDRESS = 0x7f31_4000_0000L;

  private SampleFindings() {
  }

  public static Environment environment() {
    return new Environment("Linux 6.18", "A <vendor> 25", "A & B", 2, "2026-11-21T00:00:00Z", Device.URING, "agent.jar");
  }

  /** All parts, all ways, good. */
  public static Findings all() {
    Map<String, StaleRun> stale = new LinkedHashMap<>();
    stale.put("blind", run(12, 9, null, null));
    stale.put("perSend", run(12, 0, null, null));
    stale.put("agent", run(12, 0, 8L, 4L));
    Map<String, Map<String, SpeedCell>> speed = new LinkedHashMap<>();
    for (String size : List.of("64KiB", "1MiB", "16MiB")) {
      Map<String, SpeedCell> cells = new LinkedHashMap<>();
      for (Way way : Way.values()) {
        double mib = 1000 + 100 * way.ordinal();
        cells.put(way.key(), new SpeedCell(mib, Spread.of(mib - 50, mib, mib + 70), 250, 900, 3.5, 0.99, 100));
      }
      speed.put(size, cells);
    }
    List<TraceLine> trace = List.of(
        new TraceLine(10, "allocate <a> & watch it", ADDRESS, 4096, 0, 0, List.of()),
        new TraceLine(20, "free it", ADDRESS, 4096, 1, 1, List.of("a", "b")));
    JucxFindings jucx = new JucxFindings(
        Map.of(JucxFindings.PLAIN, new JucxBytes(24, 0, 24L, null, null), JucxFindings.AGENT, new JucxBytes(24, 0, 8L, 16L, 8L)),
        Map.of("4KiB", Map.of(JucxFindings.PLAIN, Spread.of(2000, 2100, 2200), JucxFindings.AGENT, Spread.of(30, 31, 32))));
    return new Findings(environment(), stale, speed, trace, jucx, 12.5);
  }

  /** One run: four buffers, each sent three times. */
  public static StaleRun run(long messages, long wrong, Long hits, Long invalidations) {
    Map<String, Tally> bySource = new LinkedHashMap<>();
    bySource.put("mapped files", new Tally(messages, wrong, 16 << 20));
    return new StaleRun(messages, wrong, 3, 4, hits, hits == null ? null : (Long) (messages - hits), hits == null ? null : 0L, invalidations, 0.4, 12_000,
        bySource, timeline(wrong > 0, invalidations != null));
  }

  private static List<Moment> timeline(boolean blind, boolean cached) {
    List<Moment> moments = new ArrayList<>();
    long now = 0;
    for (int generation = 1; generation <= 4; generation++) {
      moments.add(moment(now, Kind.MAPPED, generation));
      for (int send = 0; send < 3; send++) {
        now += 10;
        if (blind ? generation == 1 && send == 0 : !cached || send == 0) {
          moments.add(moment(now, Kind.PINNED, generation));
        }
        now += 10;
        if (!blind && !cached) {
          moments.add(moment(now, Kind.UNPINNED, generation));
        }
        moments.add(moment(now, blind && generation > 1 ? Kind.SENT_WRONG : Kind.SENT_RIGHT, generation));
      }
      if (cached) {
        moments.add(moment(now, Kind.INVALIDATED, generation));
      }
      moments.add(moment(now, Kind.UNMAPPED, generation));
      now += 5;
    }
    return moments;
  }

  private static Moment moment(long now, Kind kind, int generation) {
    return new Moment(now * 1_000_000, "mapped files", kind, ADDRESS, 16 << 20, generation);
  }
}
