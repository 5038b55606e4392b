package io.pindown.agent.jvm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * A JDK on this machine. Which ones: the property {@code it.jdks} (homes, separated by colons), or else the running one,
 * {@code JAVA_HOME}, and what lies in the places where distributions put JDKs.
 */
public record Jdk(Path home, int feature) {
  private static final List<String> PLACES = List.of("/usr/lib/jvm", "/opt/jdks", "/opt/java", "/opt/jdks/*/usr/lib/jvm");

  /** All of release 17 or later, each once. */
  public static List<Jdk> all() {
    Map<Path, Jdk> found = new LinkedHashMap<>();
    for (Path home : homes()) {
      Jdk jdk = at(home);
      if (jdk != null) {
        found.putIfAbsent(jdk.home, jdk);
      }
    }
    return List.copyOf(found.values());
  }

  /** One of each feature release. */
  public static List<Jdk> oneOfEach() {
    Map<Integer, Jdk> byFeature = new LinkedHashMap<>();
    for (Jdk jdk : all()) {
      byFeature.putIfAbsent(jdk.feature, jdk);
    }
    return List.copyOf(byFeature.values());
  }

  public Path java() {
    return home.resolve("bin/java");
  }

  @Override
  public String toString() {
    return "JDK " + feature + " (" + home + ")";
  }

  private static List<Path> homes() {
    String given = System.getProperty("it.jdks", "");
    List<Path> homes = new ArrayList<>();
    if (!given.isBlank()) {
      for (String home : given.split(":")) {
        homes.add(Path.of(home));
      }
      return homes;
    }
    homes.add(Path.of(System.getProperty("java.home")));
    if (System.getenv("JAVA_HOME") != null) {
      homes.add(Path.of(System.getenv("JAVA_HOME")));
    }
    for (String place : PLACES) {
      int star = place.indexOf("/*");
      if (star < 0) {
        homes.addAll(children(Path.of(place)));
      } else {
        for (Path child : children(Path.of(place.substring(0, star)))) {
          homes.addAll(children(child.resolve(place.substring(star + 3))));
        }
      }
    }
    return homes;
  }

  private static List<Path> children(Path folder) {
    List<Path> children = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
        entries.forEach(children::add);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    children.sort(null);
    return children;
  }

  private static Jdk at(Path home) {
    Path release = home.resolve("release");
    if (!Files.isExecutable(home.resolve("bin/java")) || !Files.exists(home.resolve("lib/modules")) || !Files.exists(release)) {
      return null;
    }
    Properties properties = new Properties();
    try {
      properties.load(Files.newBufferedReader(release, StandardCharsets.UTF_8));
      String version = properties.getProperty("JAVA_VERSION").replace("\"", "");
      int feature = Integer.parseInt(version.split("[.+-]")[0]);
      return feature < 17 ? null : new Jdk(home.toRealPath(), feature);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
