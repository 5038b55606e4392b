package io.pindown.bench.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The commands in the project's documents: each line of a block that is marked {@code sh}; and elsewhere, in blocks of any other kind and in
 * code within a sentence, what begins as a command does. Comments are left out, lines that end in a backslash are joined, and a variable
 * that a block sets is put in where the block uses it.
 */
final class Documents {
  private static final Pattern BEGIN =
      Pattern.compile("(sudo )?(java|mvn|jcmd|jfr|make|apt-get|spark-submit|docker|kubectl|git) .+|(\\./|bench/|src-it/|\\.ci/)\\S*(\\.sh|/run|/reproducible)\\b.*");
  private static final Pattern INLINE = Pattern.compile("`((?:java -|mvn -|mvn [a-z]|jcmd |\\./demo\\.sh|bench/\\S+\\.sh|make )[^`]*)`");
  private static final Pattern ASSIGNMENT = Pattern.compile("([A-Z]+)=\"([^\"]*)\"");

  private final Map<String, Set<String>> found = new LinkedHashMap<>();
  private final Map<String, String> variables = new LinkedHashMap<>();
  private final String name;

  private Documents(String name) {
    this.name = name;
  }

  /** Each command, with the documents that have it. */
  static Map<String, Set<String>> commands(Path root) throws IOException {
    Map<String, Set<String>> all = new LinkedHashMap<>();
    for (Path file : files(root)) {
      Documents document = new Documents(root.relativize(file).toString());
      document.read(Files.readAllLines(file));
      document.found.forEach((command, where) -> all.computeIfAbsent(command, c -> new LinkedHashSet<>()).addAll(where));
    }
    return all;
  }

  /** The documents: in the root, in docs, and in each module's folder. */
  static List<Path> files(Path root) throws IOException {
    try (Stream<Path> tree = Files.walk(root, 2)) {
      return tree.filter(file -> file.toString().endsWith(".md") && !file.toString().contains("target")).sorted().toList();
    }
  }

  private void read(List<String> lines) {
    StringBuilder prose = new StringBuilder();
    String fence = null;
    boolean indented = false;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.startsWith("```")) {
        fence = fence == null ? line.substring(3).trim() : null;
        variables.clear();
        continue;
      }
      boolean block = fence != null || line.startsWith("    ") && (indented || i == 0 || lines.get(i - 1).isBlank());
      if (indented && !block) {
        variables.clear();
      }
      indented = fence == null && block;
      if (!block) {
        prose.append(line).append('\n');
        continue;
      }
      StringBuilder command = new StringBuilder(line);
      while (line.endsWith("\\") && i + 1 < lines.size()) {
        line = lines.get(++i);
        command.setLength(command.length() - 1);
        command.append(' ').append(line.trim());
      }
      line(command.toString(), "sh".equals(fence), indented);
    }
    Matcher inline = INLINE.matcher(prose);
    while (inline.find()) {
      add(inline.group(1));
    }
  }

  private void line(String text, boolean isScript, boolean indented) {
    String command = text.strip().replaceAll("\\s+#\\s.*$|^#.*$", "");
    if (indented) {
      command = command.replaceAll("\\s{3,}\\S.*$", ""); // what stands beside it explains it
    }
    Matcher assignment = ASSIGNMENT.matcher(command);
    if (assignment.matches()) {
      variables.put("$" + assignment.group(1), assignment.group(2));
      return;
    }
    for (Map.Entry<String, String> variable : variables.entrySet()) {
      command = command.replace(variable.getKey(), variable.getValue());
    }
    if (!command.isEmpty() && (isScript || BEGIN.matcher(command).matches())) {
      add(command);
    }
  }

  private void add(String text) {
    String command = text.replaceAll("\\s+", " ").strip();
    found.computeIfAbsent(command, c -> new LinkedHashSet<>()).add(name);
  }

  /** The lines of a document's text as if it were a file's: for this class's own test. */
  static List<String> of(String text) {
    Documents document = new Documents("text");
    document.read(text.lines().toList());
    return new ArrayList<>(document.found.keySet());
  }
}
