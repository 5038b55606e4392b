package io.pindown.it.coverage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The document made of a template and a table. A line of the template that begins with {@code @} is one of
 *
 * <pre>{@code
 * @table unsafe-* direct-*    the rows of the paths that match and that no table above has
 * @why path reason            why a path is not seen; nothing is put here
 * @reasons                    the paths with a reason, and the reasons
 * @tests                      the tests, and what they are in
 * }</pre>
 *
 * and any other line is copied. Not thread-safe.
 */
final class CoverageDocument {
  static final String TEMPLATE = "src-it/src/test/resources/coverage/template.md";
  private static final List<Integer> COLUMNS = List.of(17, 21, 25, 26);

  private final CoverageTable table;
  private final List<Omission> omitted;
  private final Map<String, String> reasons = new LinkedHashMap<>();
  private final SortedSet<String> left;
  private final List<String> lines = new ArrayList<>();

  private CoverageDocument(CoverageTable table, List<Omission> omitted) {
    this.table = table;
    this.omitted = omitted;
    this.left = new TreeSet<>(table.paths());
  }

  /**
   * The text.
   *
   * @param omitted what could not be tested here, so that a reason for one is not a reason for nothing
   * @throws IllegalStateException naming each path that is not seen without a reason, each reason for nothing, each path in no table
   */
  static String of(List<String> template, CoverageTable table, List<Omission> omitted) {
    CoverageDocument document = new CoverageDocument(table, omitted);
    template.stream().filter(line -> line.startsWith("@why ")).forEach(document::addReason);
    document.lines.add("<!-- Made from the tests of a run by mvn -pl src-it -am verify -Dcoverage=write: change " + TEMPLATE + " instead. -->");
    template.forEach(document::add);
    document.checkNothingIsLeft();
    return String.join("\n", document.lines) + "\n";
  }

  private void addReason(String line) {
    String[] words = line.split(" +", 3);
    if (words.length < 3) {
      throw new IllegalStateException("not @why path reason: " + line);
    }
    reasons.put(words[1], words[2]);
  }

  private void add(String line) {
    if (line.startsWith("@table ")) {
      addTable(line.substring("@table ".length()).split(" +"));
    } else if (line.equals("@reasons")) {
      lines.addAll(List.of("| path | why |", "|---|---|"));
      new TreeMap<>(reasons).forEach((path, reason) -> lines.add("| `" + path + "` | " + reason + " |"));
    } else if (line.equals("@tests")) {
      table.tests().forEach(test -> lines.add("* [`" + test + "`](" + source(test) + ")"));
    } else if (!line.startsWith("@why ")) {
      lines.add(line);
    }
  }

  private static String source(String test) {
    return "../src-it/src/test/java/io/pindown/it/" + test.substring(0, test.lastIndexOf('.')).replace('.', '/') + ".java";
  }

  private void addTable(String[] patterns) {
    StringJoiner head = new StringJoiner(" | ", "| path | agent | ", " | tests |");
    COLUMNS.forEach(jdk -> head.add(jdk.toString()));
    lines.add(head.toString());
    lines.add("|---".repeat(COLUMNS.size() + 3) + "|");
    for (String path : new TreeSet<>(left)) {
      if (Arrays.stream(patterns).anyMatch(pattern -> matches(pattern, path))) {
        left.remove(path);
        for (Attach attach : Attach.values()) {
          addRow(path, attach);
        }
      }
    }
  }

  private static boolean matches(String pattern, String path) {
    return pattern.endsWith("*") ? path.startsWith(pattern.substring(0, pattern.length() - 1)) : path.equals(pattern);
  }

  private void addRow(String path, Attach attach) {
    StringJoiner row = new StringJoiner(" | ", "| ", " |");
    row.add("`" + path + "`").add(attach.toString());
    SortedMap<String, List<Integer>> jdksByTests = new TreeMap<>();
    for (int jdk : COLUMNS) {
      CoverageTable.Proof proof = table.at(path, jdk, attach);
      row.add(proof == null ? "-" : proof.state().word());
      if (proof != null) {
        jdksByTests.computeIfAbsent(proof.named(), unused -> new ArrayList<>()).add(jdk);
      }
    }
    if (!jdksByTests.isEmpty()) {
      StringJoiner tests = new StringJoiner("; ");
      jdksByTests.forEach((named, jdks) -> tests.add(jdksByTests.size() == 1 ? named : named + " " + jdks));
      lines.add(row.add(tests.toString()).toString());
    }
  }

  private void checkNothingIsLeft() {
    List<String> faults = new ArrayList<>();
    table.paths(State.UNSEEN).stream()
        .filter(path -> !reasons.containsKey(path))
        .forEach(path -> faults.add(path + " is not seen and has no reason: add a line @why " + path + " reason"));
    reasons.keySet().stream()
        .filter(path -> !table.paths().contains(path) && omitted.stream().noneMatch(omission -> omission.concerns(path)))
        .forEach(path -> faults.add("@why " + path + " is for a path that no test has recorded"));
    left.forEach(path -> faults.add(path + " is in no table: add it to a line @table"));
    if (!faults.isEmpty()) {
      throw new IllegalStateException(TEMPLATE + ":\n" + String.join("\n", faults));
    }
  }
}
