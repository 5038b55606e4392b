package io.pindown.bench;

import java.io.File;
import java.io.IOException;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.jar.JarFile;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * An agent as one would write it in an afternoon, for {@link StartUp} to compare with: a class of its own on the boot class path, and ASM, which puts a call to
 * it before each call of the natives that allocate, free, map, unmap and empty memory. It tracks nothing, tests nothing, knows no library. Where it is
 * careful it lets ASM copy the methods whose names say that they have no such call, which by itself goes through each instruction.
 */
public final class PlainAgent implements ClassFileTransformer {
  private static final Set<String> CLASSES = Set.of(
      "jdk/internal/misc/Unsafe", "sun/nio/ch/FileChannelImpl", "sun/nio/ch/FileChannelImpl$Unmapper", "sun/nio/ch/FileDispatcherImpl", "sun/nio/ch/UnixFileDispatcherImpl",
      "java/io/RandomAccessFile", "java/io/FileOutputStream", "sun/nio/fs/UnixNativeDispatcher", "java/nio/MappedMemoryUtils");
  private static final Set<String> NATIVES = Set.of(
      "allocateMemory0", "reallocateMemory0", "freeMemory0", "map0", "unmap0", "truncate0", "setLength0", "open0", "openat0", "unload0");

  /** Parts of the names of methods that have such calls. */
  private static final List<String> CALLERS = List.of("emory", "map", "open", "trunc", "setL", "load");

  private final boolean careful;

  private PlainAgent(boolean careful) {
    this.careful = careful;
  }

  /** What is called; in a jar of its own. */
  public static final class Hook {
    private static volatile long events;

    private Hook() {}

    public static void event() {
      events++;
    }
  }

  /** @param argument the path of the jar with {@link Hook}, with {@code careful:} before it or without */
  public static void premain(String argument, Instrumentation instrumentation) throws IOException, UnmodifiableClassException {
    boolean careful = argument.startsWith("careful:");
    instrumentation.appendToBootstrapClassLoaderSearch(new JarFile(new File(careful ? argument.substring("careful:".length()) : argument)));
    instrumentation.addTransformer(new PlainAgent(careful), true);
    List<Class<?>> loaded = new ArrayList<>();
    for (Class<?> candidate : instrumentation.getAllLoadedClasses()) {
      if (CLASSES.contains(candidate.getName().replace('.', '/'))) {
        loaded.add(candidate);
      }
    }
    instrumentation.retransformClasses(loaded.toArray(new Class<?>[0]));
  }

  @Override
  public byte[] transform(ClassLoader loader, String className, Class<?> redefined, ProtectionDomain domain, byte[] classFile) {
    if (loader != null || className == null || !CLASSES.contains(className)) {
      return null;
    }
    ClassReader reader = new ClassReader(classFile);
    ClassWriter writer = new ClassWriter(reader, 0);
    reader.accept(new Calls(writer, careful), 0);
    return writer.toByteArray();
  }

  private static final class Calls extends ClassVisitor {
    private final boolean careful;

    Calls(ClassVisitor next, boolean careful) {
      super(Opcodes.ASM9, next);
      this.careful = careful;
    }

    @Override
    public MethodVisitor visitMethod(int access, String name, String descriptor, String signature, String[] exceptions) {
      MethodVisitor next = super.visitMethod(access, name, descriptor, signature, exceptions);
      return !careful || calls(name) ? new Call(next) : next;
    }

    private static boolean calls(String method) {
      for (String caller : CALLERS) {
        if (method.contains(caller)) {
          return true;
        }
      }
      return false;
    }
  }

  private static final class Call extends MethodVisitor {
    Call(MethodVisitor next) {
      super(Opcodes.ASM9, next);
    }

    @Override
    public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
      if (NATIVES.contains(name)) {
        super.visitMethodInsn(Opcodes.INVOKESTATIC, "io/pindown/bench/PlainAgent$Hook", "event", "()V", false);
      }
      super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
    }
  }
}
