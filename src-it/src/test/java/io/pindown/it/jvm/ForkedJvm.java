package io.pindown.it.jvm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * A running JVM. Its streams go to files, so a child that prints much never waits for the reader. One that outlives its limit
 * shows all its stacks and is destroyed with every process below it.
 */
public final class ForkedJvm implements AutoCloseable {
  private static final Duration GRACE = Duration.ofSeconds(10);

  private final Process process;
  private final Jdk jdk;
  private final String commandLine;
  private final Path folder;

  ForkedJvm(Process process, Jdk jdk, String commandLine, Path folder) {
    this.process = process;
    this.jdk = jdk;
    this.commandLine = commandLine;
    this.folder = folder;
  }

  /** {@code test} names the run: its files go to {@code target/it/<test>/<jdk>}, so no two runs on one JDK may share it. */
  public static JvmBuilder of(Jdk jdk, String test) {
    return new JvmBuilder(jdk, test);
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  public Path folder() {
    return folder;
  }

  /**
   * Waits for the end.
   *
   * @throws AssertionError with the stacks if the JVM does not end within {@code limit}; it is destroyed then
   */
  public JvmResult await(Duration limit) {
    try {
      if (process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        return new JvmResult(commandLine, process.exitValue(), folder);
      }
      String stacks = stacks();
      destroyTree();
      throw new AssertionError("did not end within " + limit + "\n" + stacks + new JvmResult(commandLine, process.exitValue(), folder));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for " + commandLine, e);
    }
  }

  @Override
  public void close() {
    try {
      destroyTree();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** jcmd first, since its output comes back; a JVM that does not answer it still handles SIGQUIT, or shows that it cannot. */
  private String stacks() throws InterruptedException {
    Path file = folder.resolve("stacks.txt");
    if (run(file, jdk.tool("jcmd").toString(), Long.toString(pid()), "Thread.print") != 0) {
      run(folder.resolve("kill.txt"), "kill", "-QUIT", Long.toString(pid()));
      process.waitFor(2, TimeUnit.SECONDS);
    }
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int run(Path output, String... command) throws InterruptedException {
    try {
      Process tool = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
      if (!tool.waitFor(GRACE.toSeconds(), TimeUnit.SECONDS)) {
        tool.destroyForcibly().waitFor();
        return -1;
      }
      return tool.exitValue();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Children first get no chance to be orphaned unseen: the list is taken while their parent lives. */
  private void destroyTree() throws InterruptedException {
    List<ProcessHandle> tree = Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
    tree.forEach(ProcessHandle::destroyForcibly);
    for (ProcessHandle handle : tree) {
      try {
        handle.onExit().get(GRACE.toSeconds(), TimeUnit.SECONDS);
      } catch (ExecutionException | TimeoutException e) {
        throw new AssertionError("process " + handle.pid() + " does not die: " + commandLine, e);
      }
    }
    process.waitFor();
  }
}
