package io.pindown.it.kernel;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A thread of this process that another process keeps from running, until it is closed. For one thread. */
final class HeldThread implements AutoCloseable {
  private final Process tracer;
  private final BufferedReader lines;

  private HeldThread(Process tracer) {
    this.tracer = tracer;
    this.lines = tracer.inputReader();
  }

  /** The thread with one of these names, stopped in a system call of that number. */
  static HeldThread in(int call, String... names) throws IOException {
    HeldThread held = begin("in", call, names);
    held.await();
    return held;
  }

  /**
   * The thread with one of these names, which will be stopped at its next system call of that number: see {@link #await}.
   *
   * @param where {@code before} the call or {@code after} it
   */
  static HeldThread begin(String where, int call, String... names) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> command = List.of(java, "-Xmx32m", "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
        Tracer.class.getName(), thread(names), where, Integer.toString(call));
    HeldThread held = new HeldThread(new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
    held.expect("stopped");
    return held;
  }

  private static String thread(String... names) throws IOException {
    try (Stream<Path> threads = Files.list(Path.of("/proc/self/task"))) {
      for (Path thread : threads.toList()) {
        if (List.of(names).contains(Files.readString(thread.resolve("comm")).strip())) {
          return thread.getFileName().toString();
        }
      }
    }
    throw new IllegalStateException("no thread is called " + List.of(names));
  }

  /** Returns when it is stopped there. */
  void await() throws IOException {
    expect("held");
  }

  private void expect(String line) throws IOException {
    String read = lines.readLine();
    if (!line.equals(read)) {
      throw new NotTraceable("the tracer said " + read + ", not " + line);
    }
  }

  /** This process's threads may not be traced here. */
  static final class NotTraceable extends IOException {
    private static final long serialVersionUID = 1L;

    NotTraceable(String message) {
      super(message);
    }
  }

  /** Lets it run again. */
  @Override
  public void close() throws IOException {
    tracer.getOutputStream().close();
    tracer.onExit().join();
  }
}
