package io.pindown.agent;

import io.pindown.agent.hook.HandOver;
import io.pindown.agent.hook.Inside;
import io.pindown.agent.weave.ConstantPoolNames;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.util.Collections;
import java.util.Map;
import java.util.Set;

/**
 * Defines the hook class inside java.base and opens the agent's way to it. No boot class path is appended, so class-data
 * sharing stays on and the VM prints no warning; nothing that the application can reach is opened or exported.
 */
final class HookClass {
  /** Internal name of the class with the event methods. */
  static final String INTERNAL_NAME = "java/lang/$PindownHooks";

  static final String NAME = "java.lang.$PindownHooks";

  private static final String FOLDER = "io/pindown/agent/hook/";
  /** Where the build puts these classes once more, under their names inside java.base, for those that a start needs. */
  private static final String READY = "META-INF/pindown/hook-";

  private static final String[] NAMES = {
    "PindownHooks", INTERNAL_NAME, "PindownLookup", "java/lang/$PindownLookup", "InternalUnsafe", "jdk/internal/misc/Unsafe",
    "PindownTransfers", "java/lang/$PindownTransfers",
    "PindownUnmap", "java/lang/$PindownUnmap", "PindownTruncation", "sun/nio/ch/$PindownTruncation",
    "InternalDispatcher", "sun/nio/ch/FileDispatcherImpl",
  };

  private HookClass() {}

  /** Whether an agent has been here before, of this or of another version. */
  static boolean isDefined() {
    try {
      Class.forName(NAME, false, null);
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  /** Defines the hook class and prepares it, with an empty cell for lost events. Must not be called twice in a JVM. */
  static Inside define(Instrumentation instrumentation) throws IOException, ReflectiveOperationException {
    AgentFiles files = AgentFiles.open();
    byte[] inside;
    byte[] truncation;
    try {
      inside = renamed("InsideJdk", files);
      HandOver.hooks = renamed("PindownHooks", files);
      HandOver.lookup = renamed("PindownLookup", files);
      boolean isSetLengthNative = Runtime.version().feature() < 20;
      truncation = isSetLengthNative ? renamed("PindownTruncation", files) : null;
    } finally {
      files.close();
    }
    OpenedLoader loader = new OpenedLoader(HookClass.class.getClassLoader());
    Class<?> type = loader.define(inside);
    Map<String, Set<Module>> exports = Collections.singletonMap("jdk.internal.misc", Collections.singleton(type.getModule()));
    instrumentation.redefineModule(
        Object.class.getModule(), Collections.emptySet(), exports, Collections.emptyMap(), Collections.emptySet(), Collections.emptyMap());
    Class.forName(type.getName(), true, loader);
    Inside access = HandOver.inside;
    HandOver.inside = null;
    HandOver.hooks = null;
    HandOver.lookup = null;
    access.prepare(new long[1]);
    if (truncation != null) {
      access.define(truncation);
    }
    return access;
  }

  /** The file of one more class of {@code io.pindown.agent.hook}, as {@link Inside#define} wants it. */
  static byte[] more(String simpleName) throws IOException {
    AgentFiles files = AgentFiles.open();
    try {
      return renamed(simpleName, files);
    } finally {
      files.close();
    }
  }

  /** From the jar, if the build has renamed it there. */
  private static byte[] renamed(String simpleName, AgentFiles files) throws IOException {
    byte[] ready = files.find(READY.concat(simpleName));
    return ready != null ? ready : renamed(files.read(FOLDER.concat(simpleName).concat(".class")));
  }

  /** A class of {@code io.pindown.agent.hook} under the names that it and what it refers to have once installed. */
  static byte[] renamed(byte[] classFile) {
    return ConstantPoolNames.rename(classFile, FOLDER, NAMES);
  }

  /** A loader whose unnamed module belongs to nobody else. */
  private static final class OpenedLoader extends ClassLoader {
    OpenedLoader(ClassLoader parent) {
      super(parent);
    }

    Class<?> define(byte[] classFile) {
      return defineClass(null, classFile, 0, classFile.length);
    }
  }
}
