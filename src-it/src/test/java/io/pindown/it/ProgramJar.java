package io.pindown.it;

import io.pindown.it.app.SilentApp;
import io.pindown.it.jvm.Places;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/** Jars that tests make of this module's programs. */
final class ProgramJar {
  private ProgramJar() {}

  /** The programs for all JDKs, in a jar, since class-data archives take no folders. */
  static synchronized Path programs() {
    Path root = Places.of(SilentApp.class);
    return Files.isDirectory(root) ? write("programs.jar", new Manifest(), root, "io/pindown/it/app") : root;
  }

  /** An agent whose class is on the program's class path: the jar names it and holds nothing. */
  static synchronized Path agent(Class<?> premain) {
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.putValue("Premain-Class", premain.getName());
    attributes.putValue("Agent-Class", premain.getName());
    attributes.putValue("Can-Retransform-Classes", "true");
    attributes.putValue("Can-Redefine-Classes", "true");
    return write(premain.getSimpleName() + ".jar", manifest, null, null);
  }

  private static Path write(String name, Manifest manifest, Path root, String folder) {
    Path jar = Path.of("target", "it", name).toAbsolutePath();
    manifest.getMainAttributes().putIfAbsent(Attributes.Name.MANIFEST_VERSION, "1.0");
    try {
      Files.createDirectories(jar.getParent());
      try (OutputStream file = Files.newOutputStream(jar);
          JarOutputStream out = new JarOutputStream(file, manifest)) {
        for (Path source : folder == null ? List.<Path>of() : files(root.resolve(folder))) {
          out.putNextEntry(new JarEntry(root.relativize(source).toString()));
          Files.copy(source, out);
        }
      }
      return jar;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }
}
