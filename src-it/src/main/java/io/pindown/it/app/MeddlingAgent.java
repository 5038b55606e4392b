package io.pindown.it.app;

import java.io.IOException;
import java.lang.instrument.ClassDefinition;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.List;

/** An agent of somebody else that puts classes of the JDK back to what the JDK has in its image. */
public final class MeddlingAgent {
  private static Instrumentation instrumentation;
  private static final ClassFileTransformer AS_IN_THE_IMAGE = new AsInTheImage();

  private MeddlingAgent() {}

  public static void premain(String options, Instrumentation given) {
    instrumentation = given;
  }

  /** Rewrites classes, which runs all transformers. */
  public static void retransform(List<String> names) throws Exception {
    instrumentation.retransformClasses(loaded(names));
  }

  /** Replaces classes by what the JDK has, which runs all transformers, too. */
  public static void redefine(List<String> names) throws Exception {
    for (Class<?> type : loaded(names)) {
      instrumentation.redefineClasses(new ClassDefinition(type, inTheImage(type.getName())));
    }
  }

  /** From now on what this agent's transformer is asked to transform of the JDK becomes what the JDK has. */
  public static void insist() {
    instrumentation.addTransformer(AS_IN_THE_IMAGE, true);
  }

  public static void relent() {
    instrumentation.removeTransformer(AS_IN_THE_IMAGE);
  }

  private static Class<?>[] loaded(List<String> names) {
    List<Class<?>> found = new ArrayList<>();
    for (Class<?> type : instrumentation.getAllLoadedClasses()) {
      if (names.contains(type.getName()) && type.getClassLoader() == null) {
        found.add(type);
      }
    }
    return found.toArray(new Class<?>[0]);
  }

  static byte[] inTheImage(String name) throws IOException {
    return Files.readAllBytes(FileSystems.getFileSystem(URI.create("jrt:/")).getPath("modules", "java.base", name.replace('.', '/') + ".class"));
  }

  private static final class AsInTheImage implements ClassFileTransformer {
    @Override
    public byte[] transform(Module module, ClassLoader loader, String name, Class<?> type, ProtectionDomain domain, byte[] bytes) {
      try {
        return type == null || loader != null ? null : inTheImage(type.getName());
      } catch (IOException e) {
        return null;
      }
    }
  }
}
