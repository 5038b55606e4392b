package io.pindown.bench.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs the processes that measure, one at a time, each for a limited time, with its output in a file of its own. */
final class Forks {
  private static final long LIMIT_SECONDS = 120;

  private final Path logs;
  private int number;

  /**
   * @param logs a folder for the output of all
   */
  Forks(Path logs) throws IOException {
    this.logs = Files.createDirectories(logs);
  }

  /** The file for the output of the next process. */
  Path nextLog(String name) {
    return logs.resolve(String.format("%03d-%s.log", ++number, name));
  }

  /**
   * Runs a program that prints a JSON object on each line of its stdout.
   *
   * @throws IOException if it fails, takes too long or prints nothing
   */
  List<JsonNode> lines(String name, List<String> command) throws IOException, InterruptedException {
    Path out = nextLog(name);
    Path err = Path.of(out + ".err");
    Process process = new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    try {
      boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
      if (!ended || process.exitValue() != 0) {
        String end = ended ? "ended with status " + process.exitValue() : "took more than " + LIMIT_SECONDS + " s";
        throw new IOException(String.join(" ", command) + " " + end + ": " + Files.readString(err).strip());
      }
    } finally {
      process.destroyForcibly();
    }
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(out)) {
      lines.add(new ObjectMapper().readTree(line));
    }
    if (lines.isEmpty()) {
      throw new IOException(String.join(" ", command) + " printed nothing");
    }
    return lines;
  }

  /** Does something that forks by itself; if that takes too long, ends what it has forked. */
  static <T> T limited(String name, Callable<T> work) throws IOException, InterruptedException {
    FutureTask<T> task = new FutureTask<>(work);
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
    try {
      return task.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new IOException(name + " failed: " + e.getCause().getMessage(), e.getCause());
    } catch (TimeoutException e) {
      ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
      throw new IOException(name + " took more than " + LIMIT_SECONDS + " s", e);
    }
  }
}
