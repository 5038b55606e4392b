package io.pindown.it.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Properties;

/** The results of a program, written to the file that {@code -Dit.artefact} names. */
public final class Artefact {
  private final Properties values = new Properties();

  public synchronized void put(String key, Object value) {
    values.setProperty(key, String.valueOf(value));
  }

  public void failure(String key, Throwable cause) {
    StringWriter stack = new StringWriter();
    cause.printStackTrace(new PrintWriter(stack));
    put(key, stack);
  }

  /** Writes what there is; a reader sees the earlier file or this one, never half of it. */
  public synchronized void write() {
    Path file = Path.of(System.getProperty("it.artefact"));
    Path half = file.resolveSibling(file.getFileName() + ".half");
    try {
      try (var writer = Files.newBufferedWriter(half)) {
        values.store(writer, null);
      }
      Files.move(half, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
