package io.pindown.agent.jvm;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The classes of a JDK, read from its own image. */
public final class JdkImage implements AutoCloseable {
  private final FileSystem files;

  public JdkImage(Jdk jdk) throws IOException {
    files = FileSystems.newFileSystem(URI.create("jrt:/"), Map.of("java.home", jdk.home().toString()));
  }

  /** A class of java.base by its internal name; null when this JDK has none of this name. */
  public byte[] javaBase(String internalName) throws IOException {
    Path path = files.getPath("/modules/java.base/" + internalName + ".class");
    return Files.exists(path) ? Files.readAllBytes(path) : null;
  }

  /** All class files of all modules. */
  public List<Path> classes() throws IOException {
    try (Stream<Path> all = Files.walk(files.getPath("/modules"))) {
      return all.filter(path -> path.toString().endsWith(".class") && !path.endsWith("module-info.class")).toList();
    }
  }

  @Override
  public void close() throws IOException {
    files.close();
  }
}
