package io.pindown.bench.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What can be told of a Maven command without running it, which would be this build within itself: that its goals, modules, profiles, tests and
 * properties are there.
 */
final class MavenCommand {
  private static final Set<String> GOALS = Set.of("clean", "compile", "test", "package", "verify", "install", "deploy");
  private static final Set<String> SWITCHES = Set.of("-q", "-B", "-o", "-am", "-ntp", "-DskipTests");
  private static final Set<String> MAVENS_OWN = Set.of("surefire.failIfNoSpecifiedTests", "failsafe.failIfNoSpecifiedTests", "altDeploymentRepository", "test", "it.test");

  private final Path root;
  private final String sources;

  MavenCommand(Path root) throws IOException {
    this.root = root;
    StringBuilder all = new StringBuilder();
    try (Stream<Path> tree = Files.walk(root)) {
      List<Path> files = tree.filter(file -> file.endsWith("pom.xml") || file.toString().endsWith(".java")).filter(file -> !file.toString().contains("/target/")).toList();
      for (Path file : files) {
        all.append("\nfile:").append(root.relativize(file)).append('\n');
        if (file.endsWith("pom.xml") || file.toString().contains("/test/")) {
          all.append(Files.readString(file));
        }
      }
    }
    sources = all.toString();
  }

  /** What of a command is not there; null if all of it is. */
  String problem(String command) {
    String[] words = command.split(" ");
    for (int i = 1; i < words.length; i++) {
      String word = words[i];
      String problem = null;
      if (word.equals("-pl")) {
        problem = modules(words[++i]);
      } else if (word.startsWith("-P")) {
        problem = profiles(word.substring(2));
      } else if (word.startsWith("-D") && !SWITCHES.contains(word)) {
        problem = property(word.substring(2));
      } else if (!GOALS.contains(word) && !SWITCHES.contains(word)) {
        problem = "'" + word + "' is neither a goal nor an option that is known here";
      }
      if (problem != null) {
        return problem;
      }
    }
    return null;
  }

  private String modules(String names) {
    for (String name : names.split(",")) {
      if (!Files.exists(root.resolve(name).resolve("pom.xml"))) {
        return "there is no module " + name;
      }
    }
    return null;
  }

  private String profiles(String names) {
    for (String name : names.split(",")) {
      if (!sources.contains("<id>" + name + "</id>")) {
        return "there is no profile " + name;
      }
    }
    return null;
  }

  private String property(String text) {
    String name = text.replaceAll("=.*", "");
    String value = text.substring(Math.min(text.length(), name.length() + 1));
    if (name.equals("test") || name.equals("it.test")) {
      for (String test : value.split(",")) {
        String file = test.replaceAll("[#*].*", "");
        if (!file.equalsIgnoreCase("none") && !Pattern.compile("/" + Pattern.quote(file) + "\\.java\n").matcher(sources).find()) {
          return "there is no test " + test;
        }
      }
      return null;
    }
    return MAVENS_OWN.contains(name) || sources.contains(name) ? null : "nothing reads the property " + name;
  }
}
