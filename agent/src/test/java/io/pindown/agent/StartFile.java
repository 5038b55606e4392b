package io.pindown.agent;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarFile;
import org.objectweb.asm.ClassReader;

/** The files that {@link StartArchive} reads, both, read in another way: class files by name, and the class by which each package is entered, names without {@code io.pindown.}. */
record StartFile(Map<String, byte[]> classes, Set<String> ways) {
  static StartFile of(Path jar) throws IOException {
    Map<String, byte[]> classes = new LinkedHashMap<>();
    Set<String> ways = new LinkedHashSet<>();
    try (JarFile file = new JarFile(jar.toFile())) {
      for (String part : List.of(StartArchive.CORE, StartArchive.AGENT)) {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(file.getInputStream(file.getEntry(part)).readAllBytes()));
        while (in.available() > 0) {
          int lengths = in.readInt();
          if ((lengths & 0xff) != 0) {
            ways.add(simple(new String(in.readNBytes(lengths & 0xff), StandardCharsets.US_ASCII)));
          }
          byte[] classFile = in.readNBytes(lengths >>> 8);
          classes.put(simple(new ClassReader(classFile).getClassName().replace('/', '.')), classFile);
        }
      }
    }
    ways.remove("agent.StartArchive");
    return new StartFile(classes, ways);
  }

  private static String simple(String name) {
    return name.substring("io.pindown.".length());
  }
}
