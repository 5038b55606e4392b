package io.pindown.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Where the page cannot be written, that is said, and the process is not asked: here it would be this one, which has no agent. */
class ReportCommandTest {
  private static String refused(Path file) {
    StringWriter err = new StringWriter();
    CommandLine line = new CommandLine(new ReportCommand()).setErr(new PrintWriter(err));
    assertThat(line.execute(Long.toString(ProcessHandle.current().pid()), "--html", file.toString())).as(err.toString()).isEqualTo(22);
    return err.toString();
  }

  @Test
  void aPlaceThatCannotBeWrittenIsNamed(@TempDir Path folder) {
    Path nowhere = folder.resolve("nowhere/page.html");
    assertThat(refused(nowhere)).startsWith("pindown: " + nowhere + " cannot be written: ").contains("NoSuchFileException");
    assertThat(refused(folder)).startsWith("pindown: " + folder + " cannot be written: ").contains("is a folder");
    assertThat(folder).isEmptyDirectory();
  }
}
