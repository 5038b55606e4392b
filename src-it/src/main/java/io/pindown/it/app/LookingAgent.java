package io.pindown.it.app;

import java.io.IOException;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * An agent that looks at what classes of the JDK are like now: puts a transformer behind all others and has the classes transformed. It changes nothing. A
 * look is asked for by a file {@code look-N} beside the artefact; the bytes are then in the folder {@code looked-N}.
 */
public final class LookingAgent {
  private static final Set<String> CLASSES = Set.of(
      "jdk.internal.misc.Unsafe", "sun.nio.ch.FileChannelImpl", "sun.nio.ch.FileChannelImpl$Unmapper", "sun.nio.ch.FileDispatcherImpl",
      "sun.nio.ch.UnixFileDispatcherImpl", "java.io.RandomAccessFile", "java.io.FileOutputStream", "sun.nio.fs.UnixNativeDispatcher",
      "java.nio.MappedMemoryUtils", "jdk.internal.foreign.MemorySessionImpl", "jdk.internal.foreign.abi.AbstractLinker",
      "jdk.internal.loader.NativeLibraries$Unloader", "jdk.internal.loader.NativeLibraries$NativeLibraryImpl");

  private LookingAgent() {}

  public static void premain(String options, Instrumentation instrumentation) {
    Path folder = Path.of(System.getProperty("it.artefact")).getParent();
    Thread looking = new Thread(() -> {
      try {
        for (int look = 1; ; look++) {
          Path asked = folder.resolve("look-" + look);
          Meeting.until("a look", () -> Files.exists(asked));
          look(instrumentation, folder.resolve("looked-" + look));
        }
      } catch (IOException | IllegalStateException e) {
        throw new IllegalStateException("cannot look", e);
      }
    });
    looking.setDaemon(true);
    looking.start();
  }

  private static void look(Instrumentation instrumentation, Path to) throws IOException {
    List<Class<?>> classes = new ArrayList<>();
    for (Class<?> loaded : instrumentation.getAllLoadedClasses()) {
      if (CLASSES.contains(loaded.getName())) {
        classes.add(loaded);
      }
    }
    ConcurrentMap<String, byte[]> seen = new ConcurrentHashMap<>();
    ClassFileTransformer look = new ClassFileTransformer() {
      @Override
      public byte[] transform(ClassLoader loader, String name, Class<?> redefined, ProtectionDomain domain, byte[] bytes) {
        if (redefined != null && classes.contains(redefined)) {
          seen.put(redefined.getName(), bytes.clone());
        }
        return null;
      }
    };
    instrumentation.addTransformer(look, true);
    try {
      instrumentation.retransformClasses(classes.toArray(new Class<?>[0]));
    } catch (java.lang.instrument.UnmodifiableClassException e) {
      throw new IllegalStateException(Arrays.toString(classes.toArray()), e);
    } finally {
      instrumentation.removeTransformer(look);
    }
    Path half = to.resolveSibling(to.getFileName() + ".half");
    Files.createDirectories(half);
    for (var each : seen.entrySet()) {
      Files.write(half.resolve(each.getKey()), each.getValue());
    }
    Files.move(half, to);
  }
}
