package io.pindown.agent.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether there is one. {@code System.console} wants stdin to be one, too, and on some JDKs says yes to anything. */
final class Terminal {
  private Terminal() {}

  /** Whether what is printed goes to a terminal that can do what terminals do. */
  static boolean isStdout() {
    String kind = System.getenv("TERM");
    if (kind == null || kind.equals("dumb")) {
      return false;
    }
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
    } catch (IOException e) {
      return false;
    }
  }
}
