package io.pindown.it;

import io.pindown.it.jvm.Jdk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * What was verified in a run, a line for each program and JDK that passed, in {@code target/it/world/verified.md}, for
 * docs/real-programs.md. A run begins it anew. Thread-safe.
 */
final class RealWorldTable {
  private static final Path FILE = Path.of("target", "it", "world", "verified.md");
  private static final String HEAD = """
      | program | JDK | sends | hits | events | announced | harmless | undecided | unannounced | monitored | refused | pages compared | pages differing |
      |---|---|---|---|---|---|---|---|---|---|---|---|---|
      """;

  private final Map<String, String> rows = new TreeMap<>();

  synchronized void add(RealProgram program, Jdk jdk, Map<String, String> outlet, KernelVerdict verdict) {
    StringBuilder row = new StringBuilder("| " + program + " | " + jdk.feature() + " | " + outlet.get("outlet.sends") + " | " + outlet.get("outlet.hits") + " |");
    for (String number : new String[] {
      "events", "announced", "harmless", "undecided", "unannounced", "monitored", "unmonitored", "pagesCompared", "pagesDiffering"
    }) {
      row.append(' ').append(verdict.text(number)).append(" |");
    }
    rows.put(program + " " + jdk.feature(), row + "\n");
    try {
      Files.createDirectories(FILE.getParent());
      Files.writeString(FILE, HEAD + String.join("", rows.values()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
