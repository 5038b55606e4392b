package io.pindown.agent;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.util.Arrays;

/**
 * The classes that each start needs, in two files of the agent's jar, made by the build: defined one after the other, without a look for each in the jar,
 * in URLs and in permissions, all of it interpreted. They become the same classes as if they had been loaded one by one, of the same loader and the same domain.
 *
 * <p>In a file, per class: the length of its class file in three bytes; in one byte the length of the name that follows, none where the package is the one
 * before's, of another class of its package; the class file.
 */
final class StartArchive {
  static final String CORE = "META-INF/pindown/start-core";
  static final String AGENT = "META-INF/pindown/start-agent";

  private static final int HEAD = 4;

  private StartArchive() {}

  /**
   * Defines those of a file, in its order; does nothing where the agent is not packaged. What cannot be defined is left to who comes to it. Call
   * where no other thread resolves the name of one of them: that could meet, for good, a class that is there already.
   */
  static void define(String file) throws IOException, ReflectiveOperationException {
    byte[] archive = read(file);
    MethodHandles.Lookup own = MethodHandles.lookup();
    MethodHandles.Lookup lookup = own;
    int at = 0;
    while (at < archive.length) {
      int length = (archive[at] & 0xff) << 16 | (archive[at + 1] & 0xff) << 8 | archive[at + 2] & 0xff;
      int name = archive[at + 3];
      at += HEAD;
      if (name != 0) {
        lookup = into(new String(archive, 0, at, name), own);
        at += name;
      }
      if (lookup != null) {
        define(Arrays.copyOfRange(archive, at, at + length), lookup);
      }
      at += length;
    }
  }

  private static byte[] read(String file) throws IOException {
    try (AgentFiles files = AgentFiles.open()) {
      byte[] found = files.find(file);
      return found == null ? new byte[0] : found;
    }
  }

  /** The way into the package of a class, which is loaded as any class is; null where the application brings that package itself, as it may with core. */
  private static MethodHandles.Lookup into(String name, MethodHandles.Lookup own) throws ReflectiveOperationException {
    Class<?> neighbour = Class.forName(name, false, StartArchive.class.getClassLoader());
    return neighbour.getProtectionDomain() == StartArchive.class.getProtectionDomain() ? MethodHandles.privateLookupIn(neighbour, own) : null;
  }

  private static void define(byte[] classFile, MethodHandles.Lookup lookup) throws IllegalAccessException {
    try {
      lookup.defineClass(classFile);
    } catch (LinkageError e) {
      // it is there already, or what it needs is not: who comes to it by its name meets that, if it matters
    }
  }
}
