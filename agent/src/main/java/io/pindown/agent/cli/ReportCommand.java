package io.pindown.agent.cli;

import io.pindown.agent.cli.Refusal.Reason;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Has a process make its report. */
@Command(name = "report", description = "Writes a page of HTML with pictures of what each cache does and holds; with mode=observe, the verdict.")
public final class ReportCommand extends AskingCommand {
  @Option(names = "--html", paramLabel = "FILE", required = true, description = "The file to write; only its owner may read it. It is replaced if it is there.")
  private Path html;

  @Override
  int run() throws Refusal {
    Channel channel = channel();
    Path place = html.toAbsolutePath();
    Path half = begun(place);
    try {
      channel.ask(command("report"), body -> {
        try {
          try (OutputStream to = Files.newOutputStream(half)) {
            Files.copy(body, to);
          }
          Files.move(half, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
          throw notWritten(e);
        }
      });
    } finally {
      half.toFile().delete();
    }
    out().println("written: " + html);
    return 0;
  }

  /** A file beside the one that is wanted, before the process is asked for anything. */
  private Path begun(Path place) throws Refusal {
    try {
      if (Files.isDirectory(place)) {
        throw new FileSystemException(place.toString(), null, "is a folder");
      }
      return Files.createTempFile(place.getParent(), ".pindown-", ".new", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } catch (IOException e) {
      throw notWritten(e);
    }
  }

  private Refusal notWritten(IOException cause) {
    return new Refusal(Reason.NOT_WRITTEN, html + " cannot be written: " + cause);
  }
}
