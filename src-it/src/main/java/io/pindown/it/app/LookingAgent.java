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
 * An agent that looks at what classes of the JDK are like now, and changes nothing: attached anew for each look, its transformer comes behind those of all
 * agents that were there before.
 */
public final class LookingAgent {
  private static final Set<String> CLASSES = Set.of(
      "jdk.internal.misc.Unsafe", "sun.nio.ch.FileChannelImpl", "sun.nio.ch.FileChannelImpl$Unmapper", "sun.nio.ch.FileDispatcherImpl",
      "sun.nio.ch.UnixFileDispatcherImpl", "java.io.RandomAccessFile", "java.io.FileOutputStream", "sun.nio.fs.UnixNativeDispatcher",
      "java.nio.MappedMemoryUtils", "jdk.internal.foreign.MemorySessionImpl", "jdk.internal.foreign.abi.AbstractLinker",
      "jdk.internal.loader.NativeLibraries$Unloader", "jdk.internal.loader.NativeLibraries$NativeLibraryImpl");

  private LookingAgent() {}

  /** @param options the folder that the bytes go to */
  public static void agentmain(String options, Instrumentation instrumentation) throws IOException {
    look(instrumentation, Path.of(options));
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
    Files.createDirectories(to);
    for (var each : seen.entrySet()) {
      Files.write(to.resolve(each.getKey()), each.getValue());
    }
  }
}
