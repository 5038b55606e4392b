package io.pindown.agent.control;

import java.net.URISyntaxException;
import java.nio.file.Path;

/** The jar that these classes come from. */
public final class OwnJar {
  private OwnJar() {}

  /** A file, or the folder of a build. */
  public static Path path() {
    try {
      return Path.of(OwnJar.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the agent's classes come from no file", e);
    }
  }

  /** Its version, or {@link Reply#UNPACKAGED}. */
  public static String version() {
    String version = OwnJar.class.getPackage().getImplementationVersion();
    return version == null ? Reply.UNPACKAGED : version;
  }
}
