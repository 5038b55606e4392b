package io.pindown.it.app;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandles;
import java.security.ProtectionDomain;
import java.util.Map;
import java.util.Set;

/**
 * An agent of somebody else. Its option says what it does: {@code squat} takes the name of the hook class in java.base,
 * {@code retransform} puts a transformer that changes nothing before or behind Pindown's and rewrites what is rewritten there.
 */
public final class OtherAgent {
  private static Instrumentation instrumentation;

  private OtherAgent() {}

  public static void premain(String options, Instrumentation given) throws Exception {
    instrumentation = given;
    if (options.equals("squat")) {
      squat();
    } else {
      given.addTransformer(new ChangesNothing(), true);
    }
  }

  /** Runs all transformers again over the classes that have the hooks. */
  public static void retransform() throws Exception {
    for (Class<?> loaded : instrumentation.getAllLoadedClasses()) {
      if (Set.of("jdk.internal.misc.Unsafe", "sun.nio.ch.UnixFileDispatcherImpl", "sun.nio.ch.FileChannelImpl", "java.io.RandomAccessFile",
          "sun.nio.ch.FileChannelImpl$Unmapper", "sun.nio.ch.FileDispatcherImpl", "jdk.internal.foreign.MemorySessionImpl")
          .contains(loaded.getName())) {
        instrumentation.retransformClasses(loaded);
      }
    }
  }

  /** The same over one class. */
  public static void retransform(String name) throws Exception {
    instrumentation.retransformClasses(Class.forName(name));
  }

  private static void squat() throws Exception {
    Module own = OtherAgent.class.getModule();
    instrumentation.redefineModule(Object.class.getModule(), Set.of(), Map.of(), Map.of("java.lang", Set.of(own)), Set.of(), Map.of());
    MethodHandles.privateLookupIn(Object.class, MethodHandles.lookup()).defineClass(emptyClass("java/lang/$PindownHooks"));
  }

  private static byte[] emptyClass(String name) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(0xCAFEBABE);
    out.writeInt(61);
    out.writeShort(5);
    out.writeByte(1);
    out.writeUTF(name);
    out.writeByte(7);
    out.writeShort(1);
    out.writeByte(1);
    out.writeUTF("java/lang/Object");
    out.writeByte(7);
    out.writeShort(3);
    out.writeShort(0x0021); // public
    out.writeShort(2);
    out.writeShort(4);
    for (int nothing = 0; nothing < 4; nothing++) {
      out.writeShort(0);
    }
    return bytes.toByteArray();
  }

  private static final class ChangesNothing implements ClassFileTransformer {
    @Override
    public byte[] transform(Module module, ClassLoader loader, String name, Class<?> type, ProtectionDomain domain, byte[] bytes) {
      return bytes.clone();
    }
  }
}
