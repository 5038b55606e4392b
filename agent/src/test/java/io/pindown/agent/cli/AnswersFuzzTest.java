package io.pindown.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pindown.agent.cli.LiveCounters.Snapshot;
import io.pindown.agent.control.Message;
import io.pindown.agent.fuzz.Mutations;
import io.pindown.counters.CountersLayout;
import io.pindown.counters.CountersView.Counter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What commands show of answers and counters that another user's process may have made up: no exception, and nothing that a terminal would obey. */
class AnswersFuzzTest {
  private static final String[] KEYS = {
    "pid", "jdk", "version", "jar", "mode", "coverage.FREE", "coverage.MAP", "events.FREED", "containers.live", "watches", "kernel.monitor", "kernel.events", "caches",
    "cache.0.name", "cache.0.registrar", "cache.0.hits", "cache.0.misses", "cache.0.pinned-bytes", "cache.0.one-use-total", "cache.0.one-use.UNKNOWN", "cache.0", "cache", "cache.1.name", "a..b", "."
  };
  private static final List<String> VALUES = List.of("0", "1", "on", "covered", "not covered", "9223372036854775807", "-1", "uring", "a name");

  private static void assertHarmless(String shown) {
    assertThat(shown.chars().noneMatch(c -> Character.isISOControl(c) && c != '\n' || c == '\u202e')).as(shown).isTrue();
  }

  @Test
  void answers() throws JsonProcessingException {
    Mutations mutations = new Mutations(Long.getLong("fuzz.seed", 1), VALUES, "1", "-", "on", "e", ".", "9");
    int inputs = Mutations.inputs(100_000) / 4; // some ten texts each
    int trees = 0;
    for (int i = 0; i < inputs; i++) {
      Message message = new Message();
      for (int left = mutations.random().nextInt(20); left > 0; left--) {
        message.put(mutations.any(KEYS), mutations.text());
      }
      StringWriter text = new StringWriter();
      new StatusText(message).print(new PrintWriter(text));
      assertHarmless(text.toString());
      String json;
      try {
        json = new JsonTree(message.values()).toString();
      } catch (IllegalArgumentException e) {
        assertThat(e.getMessage()).endsWith("a value");
        continue;
      }
      assertHarmless(json);
      new ObjectMapper().readTree(json);
      trees++;
    }
    assertThat(trees).isGreaterThan(inputs / 10);
  }

  @Test
  void counters() throws IOException, Refusal {
    JavaProcess self = JavaProcess.of(ProcessHandle.current().pid());
    Mutations mutations = new Mutations(Long.getLong("fuzz.seed", 2), List.of("gpu (cuda): front hits", "gpu (cuda): misses", "gpu (cuda): pinned bytes", "io.x.Y.m"), ": ", "hits", "misses");
    int inputs = Mutations.inputs(100_000) / 100; // each asks /proc, too
    for (int i = 0; i < inputs; i++) {
      for (String line : new TopScreen(self, snapshot(mutations), snapshot(mutations)).lines()) {
        assertHarmless(line);
      }
    }
  }

  private static Snapshot snapshot(Mutations mutations) {
    List<Counter> counters = new ArrayList<>();
    for (int left = mutations.random().nextInt(12); left > 0; left--) {
      byte[] key = ByteBuffer.allocate(CountersLayout.KEY_LENGTH).order(ByteOrder.nativeOrder()).putInt(mutations.random().nextInt(3)).putInt(mutations.random().nextInt()).array();
      long value = mutations.random().nextBoolean() ? mutations.random().nextLong() : mutations.random().nextInt(100);
      counters.add(new Counter(mutations.random().nextInt(5), key, mutations.text(), value));
    }
    return new Snapshot(mutations.random().nextBoolean() ? mutations.random().nextLong() : System.currentTimeMillis(), counters);
  }
}
