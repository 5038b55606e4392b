package io.pindown.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** How long an answer is waited for. No process is asked: there is none with this number. */
class AskingCommandTest {
  private static final String NOBODY = Integer.toString(Integer.MAX_VALUE);

  private final StringWriter err = new StringWriter();

  private int flush(String timeout) {
    return new CommandLine(new FlushCommand()).setErr(new PrintWriter(err)).execute(NOBODY, "--timeout", timeout);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "30", "3600"})
  void allowed(String timeout) {
    assertThat(flush(timeout)).as(err.toString()).isEqualTo(10);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "3601"})
  void notAllowed(String timeout) {
    assertThat(flush(timeout)).isEqualTo(2);
    assertThat(err.toString()).contains("--timeout " + timeout + ": 1 to 3600 seconds are allowed");
  }
}
