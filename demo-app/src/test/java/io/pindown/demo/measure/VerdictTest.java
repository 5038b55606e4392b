package io.pindown.demo.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.demo.SampleFindings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VerdictTest {
  @Test
  void theSampleIsGood() {
    assertThat(Verdict.of(SampleFindings.all()).objections()).isEmpty();
  }

  @Test
  void wrongBytesUnderTheAgentAreAnObjection() {
    assertThat(with(Way.AGENT, SampleFindings.run(12, 1, 8L, 4L)).objections())
        .containsExactly("Pindown agent: 1 of 12 messages arrived wrong, none may");
  }

  @Test
  void wrongBytesPerSendAreAnObjection() {
    assertThat(with(Way.PER_SEND, SampleFindings.run(12, 2, null, null)).good()).isFalse();
  }

  @Test
  void aBlindCacheWithoutWrongBytesProvesNothing() {
    assertThat(with(Way.BLIND, SampleFindings.run(12, 0, null, null)).objections().getFirst()).contains("proves nothing");
  }

  @Test
  void anAgentWithoutHitsInvalidationsOrCacheIsAnObjection() {
    assertThat(with(Way.AGENT, SampleFindings.run(12, 0, 0L, 4L)).objections().getFirst()).contains("no hit");
    assertThat(with(Way.AGENT, SampleFindings.run(12, 0, 8L, 0L)).objections().getFirst()).contains("no invalidation");
    assertThat(with(Way.AGENT, SampleFindings.run(12, 0, null, null)).objections().getFirst()).contains("MBean");
  }

  @Test
  void aSelfTraceThatSawNothingIsAnObjection() {
    List<TraceLine> trace = List.of(new TraceLine(1, "free it", 4096, 4096, 0, 0, List.of()));
    assertThat(Verdict.of(new Findings(SampleFindings.environment(), null, null, trace, null, 1)).objections().getFirst())
        .contains("no watch reported");
  }

  @Test
  void partsThatWereNotRunAreNotJudged() {
    assertThat(Verdict.of(new Findings(SampleFindings.environment(), null, null, null, null, 1)).good()).isTrue();
  }

  @Test
  void jucxHasToBeCachedAndRight() {
    assertThat(jucx(new JucxBytes(24, 0, 8L, 16L, 8L)).good()).isTrue();
    assertThat(jucx(new JucxBytes(24, 1, 8L, 16L, 8L)).objections().getFirst()).contains("1 of 24");
    assertThat(jucx(new JucxBytes(24, 0, 24L, 0L, 8L)).objections().getFirst()).contains("no hit");
    assertThat(jucx(new JucxBytes(24, 0, 24L, null, null)).objections().getFirst()).contains("no hit");
    assertThat(jucx(new JucxBytes(24, 0, 8L, 16L, 0L)).objections().getFirst()).contains("no invalidation");
  }

  private static Verdict jucx(JucxBytes agent) {
    JucxFindings found = new JucxFindings(Map.of(JucxFindings.AGENT, agent), Map.of());
    return Verdict.of(new Findings(SampleFindings.environment(), null, null, null, found, 1));
  }

  private static Verdict with(Way way, StaleRun run) {
    Map<String, StaleRun> runs = new LinkedHashMap<>(SampleFindings.all().stale());
    runs.put(way.key(), run);
    return Verdict.of(new Findings(SampleFindings.environment(), runs, null, null, null, 1));
  }
}
