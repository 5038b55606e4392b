package io.pindown.demo.harness;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A Java process that is driven by lines: a command goes to its standard input, an answer of one line comes from its standard
 * output, after any number of lines {@value #STEP}, one for each step done. Its standard error is ours. It ends when its input does.
 */
final class ChildJvm implements AutoCloseable {
  static final String STEP = "+";
  private static final long SECONDS_TO_END = 5;
  private static final int FIRST_THAT_WARNS = 23;

  private final String name;
  private final Process process;
  private final Writer commands;
  private final BufferedReader answers;

  private ChildJvm(String name, Process process) {
    this.name = name;
    this.process = process;
    this.commands = process.outputWriter(StandardCharsets.UTF_8);
    this.answers = process.inputReader(StandardCharsets.UTF_8);
  }

  /**
   * Starts a process of this JVM's JDK and class path.
   *
   * @param name what messages call it
   * @param agent jar to start it with, null for none
   */
  static ChildJvm start(String name, Path agent, String main, String... arguments) {
    return start(name, agent, List.of(), Map.of(), main, arguments);
  }

  /**
   * The same with more flags, and more in its environment.
   *
   * @param flags of the JVM
   * @param environment names and values
   */
  static ChildJvm start(String name, Path agent, List<String> flags, Map<String, String> environment, String main, String... arguments) {
    List<String> line = new ArrayList<>(List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx512m", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED"));
    if (Runtime.version().feature() >= FIRST_THAT_WARNS) {
      // Direct buffers are freed by sun.misc.Unsafe.invokeCleaner, as Netty and Lucene do; a warning would drown the progress.
      line.add("--sun-misc-unsafe-memory-access=allow");
    }
    line.addAll(flags);
    if (agent != null) {
      line.add("-javaagent:" + agent.toAbsolutePath());
    }
    line.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
    line.addAll(List.of(arguments));
    try {
      ProcessBuilder builder = new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.INHERIT);
      builder.environment().putAll(environment);
      return new ChildJvm(name, builder.start());
    } catch (IOException failed) {
      throw new UncheckedIOException("cannot start the process '" + name + "'", failed);
    }
  }

  /** Sends a command and waits for the answer; the runnable runs at each step done. */
  String ask(String command, Runnable onStep) {
    try {
      commands.write(command + "\n");
      commands.flush();
      return answer(onStep);
    } catch (IOException failed) {
      throw ended("did not take the command '" + command + "'", failed);
    }
  }

  /** Waits for an answer that needs no command. */
  String answer(Runnable onStep) {
    try {
      for (String line = answers.readLine(); line != null; line = answers.readLine()) {
        if (!line.equals(STEP)) {
          return line;
        }
        onStep.run();
      }
    } catch (IOException failed) {
      throw ended("cannot be read", failed);
    }
    throw ended("ended without an answer", null);
  }

  private IllegalStateException ended(String what, IOException cause) {
    String state = "is still there";
    try {
      if (process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
        state = "has exit status " + process.exitValue();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    return new IllegalStateException("process '" + name + "' " + what + "; it " + state, cause);
  }

  @Override
  public void close() {
    try {
      commands.close();
      if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (IOException alreadyGone) {
      process.destroyForcibly();
    } catch (InterruptedException interrupted) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
