package io.pindown.it.jvm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * What a JVM left behind.
 *
 * @param commandLine as it was started
 * @param exitCode its own, or 128 + the signal that ended it
 * @param folder its streams and its artefact
 */
public record JvmResult(String commandLine, int exitCode, Path folder) {

  public String stdout() {
    return read(folder.resolve("stdout.txt"));
  }

  public String stderr() {
    return read(folder.resolve("stderr.txt"));
  }

  /** The properties that the application wrote; empty if it wrote none. */
  public Map<String, String> artefact() {
    Properties properties = new Properties();
    Path file = folder.resolve("artefact.properties");
    if (Files.exists(file)) {
      try (var reader = Files.newBufferedReader(file)) {
        properties.load(reader);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    Map<String, String> sorted = new TreeMap<>();
    properties.forEach((key, value) -> sorted.put((String) key, (String) value));
    return sorted;
  }

  /**
   * Returns itself.
   *
   * @throws AssertionError with the command line and both streams if the JVM did not end with {@code wanted}, or if a class or a
   *     native method could not be linked in it
   */
  public JvmResult expectExit(int wanted) {
    if (exitCode != wanted) {
      throw new AssertionError("exit code " + exitCode + " instead of " + wanted + "\n" + this);
    }
    if (toString().contains("NoClassDefFoundError") || toString().contains("UnsatisfiedLinkError")) {
      throw new AssertionError("a class or native method could not be linked\n" + this);
    }
    return this;
  }

  @Override
  public String toString() {
    return commandLine + "\nfolder " + folder + "\nexit code " + exitCode + "\n--- stdout\n" + stdout() + "--- stderr\n" + stderr() + "---";
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
