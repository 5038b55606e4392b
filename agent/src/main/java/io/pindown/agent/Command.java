package io.pindown.agent;

import io.pindown.agent.archive.ArchiveLoader;
import java.io.IOException;

/** What {@code java -jar} on the agent's jar runs: the commands, which lie in an archive of their own within it. */
public final class Command {
  private Command() {}

  /** Ends the JVM, with the exit status of the command; with 1 where this jar does not have the commands whole. */
  public static void main(String[] arguments) throws ReflectiveOperationException {
    Class<?> commands;
    try {
      commands = ArchiveLoader.load("commands", "io.pindown.agent.cli.Commands");
    } catch (IOException | ClassNotFoundException | LinkageError e) {
      Log.error("the commands in the agent's jar are damaged or missing, copy it anew: " + e);
      System.exit(1);
      return;
    }
    commands.getMethod("main", String[].class).invoke(null, (Object) arguments);
  }
}
