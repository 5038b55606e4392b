package io.pindown.it.jvm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A JDK of this machine.
 *
 * @param home its folder
 * @param feature 17, 21, ..., read from its {@code release} file
 */
public record Jdk(Path home, int feature) {
  private static final List<Integer> WANTED = List.of(17, 21, 25, 26);
  private static final List<Jdk> FOUND = discover(System.getProperty("it.jdks", ""), System.getProperty("it.require.jdks", ""));

  static {
    System.out.println("JDKs: " + FOUND.stream().map(jdk -> jdk + " = " + jdk.home).toList());
    WANTED.stream().filter(feature -> FOUND.stream().noneMatch(jdk -> jdk.feature == feature)).map(Jdk::missing).forEach(System.out::println);
  }

  /** One JDK of each feature release found, oldest first; which wanted one is missing has been printed once. */
  public static List<Jdk> all() {
    return FOUND;
  }

  public static List<Jdk> since(int feature) {
    return FOUND.stream().filter(jdk -> jdk.feature >= feature).toList();
  }

  /**
   * The oldest and the newest JDK found: for what does not depend on the insides of a JDK, such as commands, the cache or what is shown, and for flavours
   * that need not run everywhere. All of them by {@code -Dit.jdks.every=true}: a run for a release.
   */
  public static List<Jdk> ends() {
    return FOUND.size() < 2 || Boolean.getBoolean("it.jdks.every") ? FOUND : List.of(FOUND.get(0), FOUND.get(FOUND.size() - 1));
  }

  /** The JDK of one feature release, else the newest. */
  public static Jdk preferred(int feature) {
    return FOUND.stream().filter(jdk -> jdk.feature == feature).findFirst().orElse(FOUND.get(FOUND.size() - 1));
  }

  public Path tool(String name) {
    return home.resolve("bin").resolve(name);
  }

  @Override
  public String toString() {
    return "jdk" + feature;
  }

  /**
   * @param given homes separated by {@code :}; empty means the usual places
   * @param required feature releases separated by {@code ,}
   * @throws IllegalStateException naming the required JDK that is missing
   */
  static List<Jdk> discover(String given, String required) {
    Map<Integer, Jdk> found = new TreeMap<>();
    places(given).map(Jdk::at).flatMap(Optional::stream).forEach(jdk -> found.putIfAbsent(jdk.feature, jdk));
    for (String feature : required.split(",")) {
      if (!feature.isBlank() && !found.containsKey(Integer.parseInt(feature.strip()))) {
        throw new IllegalStateException(missing(feature.strip()) + " (-Dit.require.jdks=" + required + ")");
      }
    }
    return List.copyOf(found.values());
  }

  private static String missing(Object feature) {
    return "JDK " + feature + " was not found, its tests do not run: unpack it under /opt/jdks/" + feature + " or name it by -Dit.jdks=";
  }

  /** The first JDK of a feature release wins. */
  private static Stream<Path> places(String given) {
    if (!given.isEmpty()) {
      return Stream.of(given.split(":")).map(Path::of);
    }
    List<Path> places = new ArrayList<>();
    for (String variable : List.of("JAVA17_HOME", "JAVA21_HOME", "JAVA25_HOME", "JAVA26_HOME", "JAVA_HOME")) {
      Optional.ofNullable(System.getenv(variable)).map(Path::of).ifPresent(places::add);
    }
    places.addAll(children(Path.of("/usr/lib/jvm")));
    children(Path.of("/opt/jdks")).forEach(root -> places.addAll(children(root.resolve("usr/lib/jvm"))));
    places.add(Path.of(System.getProperty("java.home")));
    return places.stream();
  }

  private static List<Path> children(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(folder)) {
      return children.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<Jdk> at(Path home) {
    Path release = home.resolve("release");
    if (!Files.isReadable(release) || !Files.isExecutable(home.resolve("bin/javac"))) {
      return Optional.empty();
    }
    Properties properties = new Properties();
    try (var reader = Files.newBufferedReader(release)) {
      properties.load(reader);
      String version = properties.getProperty("JAVA_VERSION", "0").replace("\"", "");
      int feature = Integer.parseInt(version.split("[.+-]")[0]);
      return feature < 17 ? Optional.empty() : Optional.of(new Jdk(home.toRealPath(), feature));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
