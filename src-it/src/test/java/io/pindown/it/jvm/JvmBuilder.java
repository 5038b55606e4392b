package io.pindown.it.jvm;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The command line of a JVM to be, which compiles like one that has just started, unless it is told to be {@link #optimizing}. Not thread-safe. */
public final class JvmBuilder {
  private Jdk jdk;
  private final Path folder;
  private final List<String> flags = new ArrayList<>();
  private final List<Path> classPath = new ArrayList<>();
  private final List<String> program = new ArrayList<>();
  private final Map<String, String> environment = new TreeMap<>();
  private boolean optimizing;
  private List<String> launcher = List.of();

  JvmBuilder(Jdk jdk, String test) {
    this.jdk = jdk;
    this.folder = Path.of("target", "it", test, jdk.toString()).toAbsolutePath();
  }

  /** Where the JVM starts and where its streams and its artefact go. */
  public Path folder() {
    return folder;
  }

  public JvmBuilder flags(String... more) {
    return flags(Arrays.asList(more));
  }

  public JvmBuilder flags(Collection<String> more) {
    flags.addAll(more);
    return this;
  }

  /** The same, run by another {@code java}. */
  public JvmBuilder with(Jdk another) {
    jdk = another;
    return this;
  }

  /**
   * Has the JVM compile as it does by default: for programs that run for long, or are about what its last compiler makes of hooks and races. In one that
   * ends after a second or two that compiler would take almost half of the processors' time, and hardly any of the code would come of it.
   */
  public JvmBuilder optimizing() {
    optimizing = true;
    return this;
  }

  /** Takes a flag back. */
  public JvmBuilder withoutFlag(String flag) {
    flags.remove(flag);
    return this;
  }

  /** {@code options} as after the {@code =} of {@code -javaagent:jar=options}; empty for none. */
  public JvmBuilder agent(Path jar, String options) {
    flags.add("-javaagent:" + jar + (options.isEmpty() ? "" : "=" + options));
    return this;
  }

  public JvmBuilder classPath(Path... more) {
    classPath.addAll(Arrays.asList(more));
    return this;
  }

  public JvmBuilder main(String className, String... arguments) {
    program.clear();
    program.add(className);
    program.addAll(Arrays.asList(arguments));
    return this;
  }

  public JvmBuilder environment(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /** The JVM is started by this command, which becomes it: {@code taskset -c 0}. */
  public JvmBuilder by(String... launcher) {
    this.launcher = List.of(launcher);
    return this;
  }

  /** The words of the command line, with {@code -Dit.artefact} naming the file that the application may write its results to. */
  private List<String> command() {
    List<String> command = new ArrayList<>(launcher);
    command.add(jdk.tool("java").toString());
    command.add("-Xmx256m");
    if (!optimizing) {
      command.add("-XX:TieredStopAtLevel=1");
    }
    command.add("-Dit.artefact=" + folder.resolve("artefact.properties"));
    command.addAll(flags);
    if (!classPath.isEmpty()) {
      command.add("-cp");
      command.add(classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
    }
    command.addAll(program);
    return command;
  }

  /** Empties the folder, for whoever starts the JVM elsewhere than in a process of this machine; returns the command line's words. */
  public List<String> prepare() {
    List<String> command = command();
    try {
      forgetEarlierRun();
      Files.writeString(folder.resolve("command.txt"), String.join(" ", command) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return command;
  }

  /** What is added to the environment. */
  public Map<String, String> environment() {
    return Map.copyOf(environment);
  }

  /** Starts the JVM. */
  public ForkedJvm start() {
    List<String> command = prepare();
    try {
      ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
      builder.redirectOutput(folder.resolve("stdout.txt").toFile()).redirectError(folder.resolve("stderr.txt").toFile());
      Stream.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "PINDOWN_OPTIONS").forEach(builder.environment()::remove);
      builder.environment().putAll(environment);
      Process process = builder.start();
      process.getOutputStream().close();
      return new ForkedJvm(process, jdk, String.join(" ", command), folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void forgetEarlierRun() throws IOException {
    Files.createDirectories(folder);
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.delete(file);
      }
    }
  }

  /** Starts the JVM, waits for its end, and leaves nothing of it alive. */
  public JvmResult run(Duration limit) {
    try (ForkedJvm jvm = start()) {
      return jvm.await(limit);
    }
  }
}
