package io.pindown.agent;

import io.pindown.agent.hook.Inside;
import java.io.IOException;
import java.security.ProtectionDomain;
import java.util.Arrays;

/**
 * The classes that each start needs once the hooks are defined, in two files of the agent's jar, made by the build: defined one after the other, without a
 * look for each in the jar, in URLs and in permissions, all of it interpreted. They become the same classes as if they had been loaded one by one, of the same
 * loader and the same domain, under their names; only their packages have nothing of the jar's manifest. In a file, per class: its internal name and its class file, each
 * with its length in four bytes before it.
 */
final class StartArchive {
  static final String AGENT = "META-INF/pindown/start-agent";
  static final String CORE = "META-INF/pindown/start-core";

  private static final int LENGTH = 4;

  private StartArchive() {}

  /**
   * Defines those of a file, in its order; none where the agent is not packaged. What cannot be defined is left to who comes to it by its name. Call where no
   * other thread comes to one of them: that could meet, for good, a class that is there already.
   */
  @SuppressWarnings("deprecation") // names are ASCII, and decoding them would load what knows of other characters
  static void define(String file, Inside inside) throws IOException {
    ProtectionDomain domain = StartArchive.class.getProtectionDomain();
    byte[] archive = read(file);
    for (int at = 0; at < archive.length; ) {
      int name = at + LENGTH;
      int end = name + length(archive, at);
      int classFile = end + LENGTH;
      at = classFile + length(archive, end);
      try {
        inside.define(new String(archive, 0, name, end - name), Arrays.copyOfRange(archive, classFile, at), StartArchive.class.getClassLoader(), domain);
      } catch (LinkageError e) {
        // it is there already, or what it extends is not: who comes to it meets that, if it matters
      }
    }
  }

  private static int length(byte[] archive, int at) {
    return (archive[at] & 0xff) << 24 | (archive[at + 1] & 0xff) << 16 | (archive[at + 2] & 0xff) << 8 | archive[at + 3] & 0xff;
  }

  /** Whether this class, and so its library, is the agent's own, and not one that the application brings itself, as it may with core. */
  static boolean isOurs(Class<?> type) {
    return type.getProtectionDomain() == StartArchive.class.getProtectionDomain();
  }

  private static byte[] read(String file) throws IOException {
    try (AgentFiles files = AgentFiles.open()) {
      byte[] found = files.find(file);
      return found == null ? new byte[0] : found;
    }
  }
}
