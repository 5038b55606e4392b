package io.pindown.agent.archive;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Loads the classes of one archive within the agent's jar, all else from the agent's own loader. Thread-safe. */
public final class ArchiveLoader extends ClassLoader {
  private static final String FOLDER = "/META-INF/pindown/";

  /** By path. Not changed once filled. */
  private final Map<String, byte[]> classFiles = new HashMap<>();

  private ArchiveLoader(InputStream archive) throws IOException {
    super(ArchiveLoader.class.getClassLoader());
    try (ZipInputStream zip = new ZipInputStream(archive)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        classFiles.put(entry.getName(), zip.readAllBytes());
      }
    }
  }

  /**
   * A class of an archive, of a new loader; where the agent is not packaged, that of the agent's own loader, where the archive's classes lie beside the others.
   *
   * @param archive its simple name: {@code stage}, {@code commands}
   * @param name of the class, with dots
   */
  public static Class<?> load(String archive, String name) throws IOException, ClassNotFoundException {
    try (InputStream packed = ArchiveLoader.class.getResourceAsStream(FOLDER + archive + ".zip")) {
      return Class.forName(name, true, packed == null ? ArchiveLoader.class.getClassLoader() : new ArchiveLoader(packed));
    }
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    byte[] classFile = classFiles.get(name.replace('.', '/').concat(".class"));
    if (classFile == null) {
      throw new ClassNotFoundException(name);
    }
    return defineClass(name, classFile, 0, classFile.length, ArchiveLoader.class.getProtectionDomain());
  }

  /** Byte Buddy reads the class files of its own annotations, too. */
  @Override
  public InputStream getResourceAsStream(String path) {
    byte[] classFile = classFiles.get(path);
    return classFile == null ? super.getResourceAsStream(path) : new ByteArrayInputStream(classFile);
  }
}
