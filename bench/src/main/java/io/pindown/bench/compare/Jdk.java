package io.pindown.bench.compare;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/**
 * A JDK of this machine.
 *
 * @param home its folder
 * @param feature 17, 25, ...
 * @param version in full
 */
record Jdk(Path home, int feature, String version) {
  private static final List<String> PLACES = List.of("/usr/lib/jvm", "/opt/java", "/opt/jdks", "/opt/jdks/*/usr/lib/jvm");

  Path java() {
    return home.resolve("bin/java");
  }

  /** The one that runs this. */
  static Jdk running() {
    Path home = Path.of(System.getProperty("java.home"));
    return new Jdk(home, Runtime.version().feature(), System.getProperty("java.version"));
  }

  /** One of a feature release: this one, what JAVA25_HOME (of 25) or JAVA_HOME names, or one of the usual places. */
  static Optional<Jdk> of(int feature) throws IOException {
    List<Path> homes = new ArrayList<>();
    homes.add(running().home);
    for (String variable : List.of("JAVA" + feature + "_HOME", "JAVA_HOME")) {
      if (System.getenv(variable) != null) {
        homes.add(Path.of(System.getenv(variable)));
      }
    }
    for (String place : PLACES) {
      homes.addAll(children(place));
    }
    for (Path home : homes) {
      Optional<Jdk> jdk = at(home);
      if (jdk.isPresent() && jdk.get().feature == feature) {
        return jdk;
      }
    }
    return Optional.empty();
  }

  /** The one in a folder, which may be none. */
  static Optional<Jdk> at(Path home) throws IOException {
    Path release = home.resolve("release");
    if (!Files.isExecutable(home.resolve("bin/java")) || !Files.isReadable(release)) {
      return Optional.empty();
    }
    Properties properties = new Properties();
    try (var reader = Files.newBufferedReader(release)) {
      properties.load(reader);
    }
    String version = properties.getProperty("JAVA_VERSION", "0").replace("\"", "");
    return Optional.of(new Jdk(home.toRealPath(), Integer.parseInt(version.split("[.+-]")[0]), version));
  }

  private static List<Path> children(String place) throws IOException {
    int star = place.indexOf('*');
    List<Path> children = new ArrayList<>();
    if (star >= 0) {
      for (Path child : children(place.substring(0, star - 1))) {
        children.addAll(children(child + place.substring(star + 1)));
      }
    } else if (Files.isDirectory(Path.of(place))) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(Path.of(place))) {
        entries.forEach(children::add);
      }
      children.sort(null);
    }
    return children;
  }
}
