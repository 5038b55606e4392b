package io.pindown.agent.jvm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs a JVM to its end, its streams in files, for a limited time. Logs stay in {@code target/it}. */
public final class ForkedJvm {
  private static final long LIMIT_SECONDS = 120;
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final Jdk jdk;
  private final List<String> options = new ArrayList<>();
  private final Map<String, String> environment = new TreeMap<>();

  private ForkedJvm(Jdk jdk) {
    this.jdk = jdk;
  }

  public static ForkedJvm of(Jdk jdk) {
    return new ForkedJvm(jdk);
  }

  /** The jar under test: the packaged one. */
  public static Path agentJar() {
    return Path.of(System.getProperty("agent.jar"));
  }

  public ForkedJvm options(String... more) {
    options.addAll(Arrays.asList(more));
    return this;
  }

  public ForkedJvm agent(String argument) {
    return options("-javaagent:" + agentJar() + (argument.isEmpty() ? "" : "=" + argument));
  }

  public ForkedJvm environment(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /** Runs a source file of {@code src/test/resources/apps}, or whatever else comes after a JVM's options. */
  public Result run(String... command) throws IOException, InterruptedException {
    Path folder = Files.createDirectories(Path.of(System.getProperty("it.logs")).resolve(String.format("%03d", NUMBER.incrementAndGet())));
    List<String> line = new ArrayList<>();
    line.add(jdk.java().toString());
    line.addAll(options);
    line.addAll(Arrays.asList(command));
    Files.write(folder.resolve("command"), line);
    ProcessBuilder builder = new ProcessBuilder(line)
        .redirectOutput(folder.resolve("stdout").toFile())
        .redirectError(folder.resolve("stderr").toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("JAVA_TOOL") || name.startsWith("JDK_JAVA") || name.startsWith("PINDOWN"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      process.getOutputStream().close();
      boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
      if (!ended) {
        dumpThreads(process.pid(), folder);
      }
      return new Result(
          String.join(" ", line), ended ? process.exitValue() : -1, Files.readString(folder.resolve("stdout")), Files.readString(folder.resolve("stderr")));
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private void dumpThreads(long pid, Path folder) throws IOException, InterruptedException {
    Process jstack = new ProcessBuilder(jdk.home().resolve("bin/jcmd").toString(), Long.toString(pid), "Thread.print")
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("threads").toFile())
        .start();
    jstack.waitFor(10, TimeUnit.SECONDS);
    jstack.destroyForcibly();
  }

  /** @param exit the exit status, -1 when it had to be killed */
  public record Result(String command, int exit, String out, String err) {
    public String describe() {
      return command + "\nexit " + exit + "\n--- stdout\n" + out + "\n--- stderr\n" + err;
    }
  }
}
