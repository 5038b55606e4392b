package io.pindown.agent;

import io.pindown.agent.archive.ArchiveLoader;
import java.io.IOException;

/** What {@code java -jar} on the agent's jar runs: the commands, which lie in an archive of their own within it. */
public final class Command {
  private Command() {}

  /** Ends the JVM, with the exit status of the command. */
  public static void main(String[] arguments) throws IOException, ReflectiveOperationException {
    ArchiveLoader.load("commands", "io.pindown.agent.cli.Commands").getMethod("main", String[].class).invoke(null, (Object) arguments);
  }
}
