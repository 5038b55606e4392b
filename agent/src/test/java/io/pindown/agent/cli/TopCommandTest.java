package io.pindown.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.counters.CountersLayout;
import io.pindown.counters.ProcessCounters;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

/** A view of this process's own counters. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TopCommandTest {
  private static final String NAME = "top-test (none)";

  private final List<String> rows = new ArrayList<>();
  private Runnable afterLook = () -> {};
  private int counter;
  private long written;

  @BeforeEach
  void count() throws IOException {
    ProcessCounters.open(() -> 0);
    counter = ProcessCounters.take(CountersLayout.CACHE_TYPE, NAME + ": front hits", 4711, 0);
    assertThat(counter).as("there is a counters file").isNotNegative();
    write(0);
  }

  @AfterEach
  void giveUp() throws IOException {
    ProcessCounters.giveUp(counter);
  }

  /** Not twice in one millisecond, which is all that readers know of the time. */
  private void write(long value) {
    while (System.currentTimeMillis() == written) {
      Thread.onSpinWait();
    }
    written = System.currentTimeMillis();
    ProcessCounters.set(counter, value);
    try {
      ProcessCounters.write();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int top(String... options) {
    StringWriter shown = new StringWriter() {
      @Override
      public void flush() {
        toString().lines().filter(line -> line.startsWith(NAME)).forEach(rows::add);
        boolean looked = getBuffer().length() > 0;
        getBuffer().setLength(0);
        if (looked) {
          afterLook.run();
        }
      }
    };
    List<String> words = new ArrayList<>(List.of(options));
    words.add(Long.toString(ProcessHandle.current().pid()));
    return new CommandLine(new TopCommand()).setOut(new PrintWriter(shown)).setErr(new PrintWriter(new StringWriter())).execute(words.toArray(new String[0]));
  }

  private String rate(int look) {
    return rows.get(look).substring(NAME.length()).strip().split(" +")[0];
  }

  @Test
  void afterTheLastLookItDoesNotWait() {
    assertThat(top("--count", "1", "--interval", "3600")).isZero();
    assertThat(rows).hasSize(1);
  }

  @Test
  void ratesStayUntilSomethingNewIsWritten() {
    afterLook = () -> {
      if (rows.size() == 1 || rows.size() == 3) {
        write(1000);
      }
    };
    assertThat(top("--count", "4", "--interval", "0.1")).isZero();
    assertThat(rows).hasSize(4);
    assertThat(rate(0)).isEqualTo("0.0");
    assertThat(rate(1)).isNotEqualTo("0.0");
    assertThat(rate(2)).as("nothing was written").isEqualTo(rate(1));
    assertThat(rate(3)).as("written, and nothing has happened").isEqualTo("0.0");
  }

  @Test
  void limitsOfNumbers() {
    assertThat(top("--count", "1", "--interval", "0.1")).isZero();
    assertThat(top("--count", "1", "--interval", "3600")).isZero();
    for (String[] wrong : new String[][] {{"--count", "0"}, {"--interval", "0.09"}, {"--interval", "3601"}, {"--interval", "NaN"}, {"--timeout", "1"}}) {
      assertThat(top(wrong)).as(String.join(" ", wrong)).isEqualTo(2);
    }
  }
}
