package io.pindown.it.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Where a program and its test wait for each other: two files beside the artefact. */
public final class Meeting {
  private static final long LIMIT = TimeUnit.SECONDS.toNanos(60);
  private static final long LONG_LIMIT = TimeUnit.MINUTES.toNanos(10);

  private Meeting() {}

  /** Tells the test that the program is ready, and returns when the test has said go. */
  public static void ready() throws IOException {
    ready(LIMIT);
  }

  /** The same for a test that does much meanwhile. */
  public static void readyForLong() throws IOException {
    ready(LONG_LIMIT);
  }

  private static void ready(long limit) throws IOException {
    meet("", limit);
  }

  /** Another meeting after the first one, with a name of its own: the files are {@code ready-NAME} and {@code go-NAME}. */
  public static void readyFor(String name) throws IOException {
    meet("-" + name, LONG_LIMIT);
  }

  private static void meet(String suffix, long limit) throws IOException {
    Path artefact = Path.of(System.getProperty("it.artefact"));
    Files.createFile(artefact.resolveSibling("ready" + suffix));
    until("the test's go" + suffix, () -> Files.exists(artefact.resolveSibling("go" + suffix)), limit);
  }

  /** @throws IllegalStateException naming what did not come */
  public static void until(String what, BooleanSupplier come) {
    until(what, come, LIMIT);
  }

  private static void until(String what, BooleanSupplier come, long limit) {
    long end = System.nanoTime() + limit;
    while (!come.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new IllegalStateException("waited " + TimeUnit.NANOSECONDS.toSeconds(limit) + " s for " + what);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
  }
}
