package io.pindown.agent;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * Another agent, which is told of each class, and writes their names, one in a line, to the file {@code -Dlistening} at the end. It takes {@code -Dlistening.millis}
 * for each class of core's registry.
 */
public final class ListeningAgent extends Thread implements ClassFileTransformer {
  private final Queue<String> names = new ConcurrentLinkedQueue<>();

  public static void premain(String argument, Instrumentation instrumentation) {
    ListeningAgent agent = new ListeningAgent();
    instrumentation.addTransformer(agent);
    Runtime.getRuntime().addShutdownHook(agent);
  }

  @Override
  public byte[] transform(ClassLoader loader, String name, Class<?> redefined, ProtectionDomain domain, byte[] classFile) {
    names.add(String.valueOf(name));
    if (name != null && name.startsWith("io/pindown/registry/")) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(Integer.getInteger("listening.millis", 0)));
    }
    return null;
  }

  @Override
  public void run() {
    try {
      Files.write(Path.of(System.getProperty("listening")), names);
    } catch (IOException e) {
      e.printStackTrace();
    }
  }

  /** It as a jar in this folder. */
  static Path jar(Path folder) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().putValue("Premain-Class", ListeningAgent.class.getName());
    String name = ListeningAgent.class.getName().replace('.', '/') + ".class";
    Path file = folder.resolve("listening.jar");
    try (OutputStream out = Files.newOutputStream(file);
        JarOutputStream jar = new JarOutputStream(out, manifest)) {
      jar.putNextEntry(new JarEntry(name));
      jar.write(ListeningAgent.class.getResourceAsStream("/" + name).readAllBytes());
    }
    return file;
  }
}
