package io.pindown.agent.adapter;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Loads {@link Stage} and Byte Buddy from the archive within the agent's jar, all else from the agent's own loader. Thread-safe. */
final class StageLoader extends ClassLoader {
  private static final String ARCHIVE = "/META-INF/pindown/stage.zip";
  private static final String STAGE = "io.pindown.agent.adapter.stage.AdviceStage";

  /** By path. Not changed once filled. */
  private final Map<String, byte[]> classFiles = new HashMap<>();

  private StageLoader(InputStream archive) throws IOException {
    super(StageLoader.class.getClassLoader());
    try (ZipInputStream zip = new ZipInputStream(archive)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        classFiles.put(entry.getName(), zip.readAllBytes());
      }
    }
  }

  /** A stage; where the agent is not packaged its classes lie beside the others. */
  static Stage open() throws IOException, ReflectiveOperationException {
    try (InputStream archive = StageLoader.class.getResourceAsStream(ARCHIVE)) {
      ClassLoader loader = archive == null ? StageLoader.class.getClassLoader() : new StageLoader(archive);
      return (Stage) Class.forName(STAGE, true, loader).getConstructor().newInstance();
    }
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    byte[] classFile = classFiles.get(name.replace('.', '/').concat(".class"));
    if (classFile == null) {
      throw new ClassNotFoundException(name);
    }
    return defineClass(name, classFile, 0, classFile.length, StageLoader.class.getProtectionDomain());
  }

  /** Byte Buddy reads the class files of its own annotations, too. */
  @Override
  public InputStream getResourceAsStream(String path) {
    byte[] classFile = classFiles.get(path);
    return classFile == null ? super.getResourceAsStream(path) : new ByteArrayInputStream(classFile);
  }
}
