package io.pindown.agent.faults;

import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Loads core's classes anew, with a call of {@link Faults} before each allocation, and before calls of collections that may allocate. */
final class FaultyLoader extends ClassLoader {
  private static final Set<String> ALLOCATING = Set.of("add", "addAll", "put", "offer", "computeIfAbsent", "merge");

  FaultyLoader() {
    super(FaultyLoader.class.getClassLoader());
  }

  private static boolean isCore(String name) {
    return name.startsWith("io.pindown.cache.") || name.startsWith("io.pindown.registry.") || name.startsWith("io.pindown.index.")
        || name.startsWith("io.pindown.registrar.") || name.startsWith("io.pindown.event.") || name.startsWith("io.pindown.counters.");
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!isCore(name) && !name.startsWith(Scenario.class.getName())) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      return loaded == null ? define(name) : loaded;
    }
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
      if (in == null) {
        throw new ClassNotFoundException(name);
      }
      byte[] bytes = isCore(name) ? rewritten(in.readAllBytes()) : in.readAllBytes();
      return defineClass(name, bytes, 0, bytes.length);
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }

  private static byte[] rewritten(byte[] bytes) {
    ClassReader reader = new ClassReader(bytes);
    ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
    reader.accept(new ClassVisitor(Opcodes.ASM9, writer) {
      @Override
      public MethodVisitor visitMethod(int access, String method, String descriptor, String signature, String[] exceptions) {
        MethodVisitor to = super.visitMethod(access, method, descriptor, signature, exceptions);
        return method.equals("<clinit>") ? to : new Allocations(to, reader.getClassName() + "." + method);
      }
    }, 0);
    return writer.toByteArray();
  }

  private static final class Allocations extends MethodVisitor {
    private final String method;
    private int number;

    Allocations(MethodVisitor to, String method) {
      super(Opcodes.ASM9, to);
      this.method = method;
    }

    private void allocates(String what) {
      super.visitLdcInsn(method + " #" + ++number + " " + what);
      super.visitMethodInsn(Opcodes.INVOKESTATIC, "io/pindown/agent/faults/Faults", "allocates", "(Ljava/lang/String;)V", false);
    }

    @Override
    public void visitTypeInsn(int opcode, String type) {
      if (opcode == Opcodes.ANEWARRAY) {
        allocates(type);
      }
      super.visitTypeInsn(opcode, type);
      if (opcode == Opcodes.NEW && !type.endsWith("Exception") && !type.endsWith("Error")) {
        allocates(type); // behind it, since frames name its place
      }
    }

    @Override
    public void visitIntInsn(int opcode, int operand) {
      if (opcode == Opcodes.NEWARRAY) {
        allocates("array");
      }
      super.visitIntInsn(opcode, operand);
    }

    @Override
    public void visitInvokeDynamicInsn(String name, String descriptor, Handle bootstrap, Object... arguments) {
      allocates(name);
      super.visitInvokeDynamicInsn(name, descriptor, bootstrap, arguments);
    }

    @Override
    public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
      if (opcode != Opcodes.INVOKESTATIC && opcode != Opcodes.INVOKESPECIAL && owner.startsWith("java/util/") && ALLOCATING.contains(name)
          || owner.equals("java/util/concurrent/atomic/LongAdder") && name.equals("add")) {
        allocates(owner + "." + name);
      }
      super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
    }
  }
}
