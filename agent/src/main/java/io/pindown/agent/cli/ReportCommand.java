package io.pindown.agent.cli;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Has a process make its report. */
@Command(name = "report", description = "Writes a page of HTML with pictures of what each cache does and holds; with mode=observe, the verdict.")
public final class ReportCommand extends TargetCommand {
  @Option(names = "--html", paramLabel = "FILE", required = true, description = "The file to write; only its owner may read it. It is replaced if it is there.")
  private Path html;

  @Override
  int run() throws Refusal {
    Path place = html.toAbsolutePath();
    channel().ask(command("report"), body -> {
      Path half = Files.createTempFile(place.getParent(), ".pindown-", ".new", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      try {
        try (OutputStream to = Files.newOutputStream(half)) {
          Files.copy(body, to);
        }
        Files.move(half, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(half);
      }
    });
    out().println("written: " + html);
    return 0;
  }
}
