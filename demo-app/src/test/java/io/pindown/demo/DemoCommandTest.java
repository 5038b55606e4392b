package io.pindown.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class DemoCommandTest {
  private final StringWriter errors = new StringWriter();
  private final StringWriter output = new StringWriter();

  @Test
  void helpNamesCommandsOptionsAndExitStatus() {
    assertThat(execute("--help")).isZero();
    assertThat(output.toString()).contains("stale", "speed", "trace", "rdma", "--json", "--report", "--rounds", "--quick", "--agent",
        "Exit status", "forbids");
  }

  @Test
  void wrongOptionsAreNamedWithWhatIsAllowed() {
    assertThat(execute("--rounds", "0")).isEqualTo(2);
    assertThat(errors.toString()).contains("--rounds", "1 to 1000");
    assertThat(execute("stale", "--agent", "/no/such.jar")).isEqualTo(2);
    assertThat(errors.toString()).contains("--agent", "/no/such.jar");
    assertThat(execute("--fast")).isEqualTo(2);
    assertThat(errors.toString()).contains("--fast");
  }

  @Test
  void rdmaIsBothPartsOrOne() {
    assertThat(execute("rdma", "slow")).isEqualTo(2);
    assertThat(errors.toString()).contains("rdma slow: stale and speed are allowed");
  }

  @Test
  void theSelfTraceNeedsTheAgent() {
    assertThat(execute("trace")).isEqualTo(2);
    assertThat(errors.toString()).contains("self-trace needs --agent");
  }

  private int execute(String... arguments) {
    return new CommandLine(new DemoCommand()).setErr(new PrintWriter(errors)).setOut(new PrintWriter(output)).execute(arguments);
  }
}
