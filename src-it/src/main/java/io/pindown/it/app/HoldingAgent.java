package io.pindown.it.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** An agent that holds up the VM's one thread for attaches, so that nobody else's attach is answered until it is let go. */
public final class HoldingAgent {
  private HoldingAgent() {}

  /** @param options a folder: says {@code held} there, and waits for {@code let-go} */
  public static void agentmain(String options) throws IOException {
    Path folder = Path.of(options);
    Files.createFile(folder.resolve("held"));
    Meeting.until("to be let go", () -> Files.exists(folder.resolve("let-go")));
  }
}
