package io.pindown.agent.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A shell that looks like a JVM from outside: its program is called libjvm.so, and its command line and environment are what a test wants. */
final class StandInJvm implements AutoCloseable {
  private final Process process;
  private final Writer to;
  private final BufferedReader from;

  /**
   * @param home its JDK
   * @param before what the shell does before it becomes that
   * @param words of the command line, the first one the program's name
   */
  StandInJvm(Path home, String before, Map<String, String> environment, String... words) throws IOException {
    Path library = library(home);
    if (Files.notExists(library)) {
      Files.createDirectories(library.getParent());
      Files.copy(Path.of("/bin/bash"), library, StandardCopyOption.COPY_ATTRIBUTES);
    }
    List<String> command = new ArrayList<>(List.of("/bin/bash", "-c", before + " exec -a \"$0\" '" + library + "' -s -- \"$@\""));
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    process = builder.start();
    to = process.outputWriter(StandardCharsets.US_ASCII);
    from = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
    run(":");
  }

  static Path library(Path home) {
    return home.resolve("lib/server/libjvm.so");
  }

  /** A line of shell; returns when it is done. */
  void run(String line) throws IOException {
    to.write(line + "; echo done\n");
    to.flush();
    String answer = from.readLine();
    if (!"done".equals(answer)) {
      throw new IOException("the shell says " + answer);
    }
  }

  long pid() {
    return process.pid();
  }

  JavaProcess seen() throws Refusal {
    return JavaProcess.of(pid());
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
