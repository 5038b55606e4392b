package io.pindown.agent;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import org.objectweb.asm.ClassReader;

/** The files that {@link StartArchive} reads, both, read in another way: class files by name, without {@code io.pindown.}. */
record StartFile(Map<String, byte[]> classes) {
  static StartFile of(Path jar) throws IOException {
    Map<String, byte[]> classes = new LinkedHashMap<>();
    try (JarFile file = new JarFile(jar.toFile())) {
      for (String part : List.of(StartArchive.CORE, StartArchive.AGENT)) {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(file.getInputStream(file.getEntry(part)).readAllBytes()));
        while (in.available() > 0) {
          String name = new String(in.readNBytes(in.readInt()), StandardCharsets.US_ASCII);
          byte[] classFile = in.readNBytes(in.readInt());
          if (!new ClassReader(classFile).getClassName().equals(name)) {
            throw new IOException(name + " is named there, " + new ClassReader(classFile).getClassName() + " is in the class file");
          }
          classes.put(name.replace('/', '.').substring("io.pindown.".length()), classFile);
        }
      }
    }
    return new StartFile(classes);
  }
}
