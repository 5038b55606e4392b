package io.pindown.it.jvm;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Where the things are that children need. */
public final class Places {
  private Places() {}

  /** The jar or folder that a class of the test JVM was loaded from. */
  public static Path of(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(type + " comes from no file", e);
    }
  }

  /** The same for a class that is not for the release that the tests are compiled for; it is not initialised. */
  public static Path ofClass(String name) {
    try {
      return of(Class.forName(name, false, Places.class.getClassLoader()));
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(name + " is not on the class path of the tests", e);
    }
  }

  /** The shaded agent jar. */
  public static Path agentJar() {
    Path jar = Path.of(System.getProperty("it.agent.jar", "../agent/target/pindown-agent-0.1.0-SNAPSHOT.jar")).toAbsolutePath().normalize();
    if (!Files.isRegularFile(jar)) {
      throw new IllegalStateException(jar + " is missing: run mvn verify, or name the jar by -Dit.agent.jar=");
    }
    return jar;
  }

  /** A file among the tests' resources. */
  public static Path ofResource(String name) {
    try {
      return Path.of(Places.class.getResource(name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(name + " is in no file", e);
    }
  }

  /** The jars of a library, as the build has copied them. */
  public static List<Path> library(String name) {
    Path folder = Path.of(System.getProperty("it.libraries", "target/libraries"), name).toAbsolutePath();
    try (Stream<Path> jars = Files.list(folder)) {
      return jars.sorted().toList();
    } catch (IOException e) {
      throw new IllegalStateException(folder + " cannot be read: run mvn verify, or name its parent by -Dit.libraries=", e);
    }
  }
}
