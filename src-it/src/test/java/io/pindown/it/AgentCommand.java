package io.pindown.it;

import io.pindown.it.jvm.Jdk;
import io.pindown.it.jvm.Places;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One run of {@code java -jar pindown-agent.jar}, to its end. */
record AgentCommand(String commandLine, int status, String out, String err) {
  private static final long LIMIT_SECONDS = 90;

  static AgentCommand run(Jdk jdk, String... arguments) {
    return run(List.of(jdk.tool("java").toString()), Places.agentJar(), arguments);
  }

  /** @param java what comes before {@code -jar} */
  static AgentCommand run(List<String> java, Path jar, String... arguments) {
    List<String> line = new ArrayList<>(java);
    line.addAll(List.of("-jar", jar.toString()));
    line.addAll(Arrays.asList(arguments));
    return of(line);
  }

  static AgentCommand of(List<String> line) {
    try {
      Path out = Files.createTempFile("command", ".out");
      Path err = Files.createTempFile("command", ".err");
      try {
        ProcessBuilder builder = new ProcessBuilder(line).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("JAVA_TOOL") || name.startsWith("JDK_JAVA") || name.startsWith("PINDOWN"));
        Process process = builder.start();
        process.getOutputStream().close();
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
          process.descendants().forEach(ProcessHandle::destroyForcibly);
          process.destroyForcibly().waitFor();
        }
        return new AgentCommand(String.join(" ", line), process.exitValue(), Files.readString(out), Files.readString(err));
      } finally {
        Files.delete(out);
        Files.delete(err);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted in " + line, e);
    }
  }

  /** Itself. */
  AgentCommand expect(int wanted) {
    if (status != wanted) {
      throw new AssertionError("status " + status + " instead of " + wanted + "\n" + this);
    }
    return this;
  }

  @Override
  public String toString() {
    return commandLine + "\nstatus " + status + "\n--- out\n" + out + "--- err\n" + err + "---";
  }
}
