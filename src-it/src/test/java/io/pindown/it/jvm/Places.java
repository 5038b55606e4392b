package io.pindown.it.jvm;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;

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
}
