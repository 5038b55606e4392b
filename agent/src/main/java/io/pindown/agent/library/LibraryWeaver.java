package io.pindown.agent.library;

import io.pindown.agent.weave.Weaver;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Rewrites one class of a library by the rows that name it. A row that cannot be put in is left out, with the reason. A native method is
 * renamed with the prefix that the JVM strips when it links, and a Java method of its name calls it; so that is only done while the
 * class is loaded. Frames are never computed, so no class is looked up meanwhile.
 *
 * <p>Not thread-safe: one instance per class.
 */
final class LibraryWeaver {
  /** What a renamed native method's name begins with: the one that the agent has for the JDK's. */
  static final String PREFIX = Weaver.PREFIX;

  /** The reason that is to be expected where the agent is attached later. */
  static final String TOO_LATE = "it is native, and the class was loaded before the agent";

  private static final String JNA = "com/sun/jna/Native";

  private final List<LibraryHook> rows;
  private final Calls calls;
  private final boolean mayRename;
  private final Map<String, Shape> shapes = new HashMap<>();
  private final String[] gaps;
  private boolean mapsDirectly;
  private boolean renamed;

  /** What is to be known of a method before it is rewritten. */
  private static final class Shape {
    private final int access;
    private int maxLocals;

    Shape(int access) {
      this.access = access;
    }

    boolean is(int flag) {
      return (access & flag) != 0;
    }
  }

  /**
   * @param rows those whose class this is
   * @param mayRename whether native methods may be renamed
   */
  LibraryWeaver(List<LibraryHook> rows, Calls calls, boolean mayRename) {
    this.rows = rows;
    this.calls = calls;
    this.mayRename = mayRename;
    this.gaps = new String[rows.size()];
  }

  /** The class with its hooks; null when no row could be put in. */
  byte[] weave(byte[] classFile) {
    ClassReader reader = new ClassReader(classFile);
    reader.accept(new Scan(), ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
    int put = 0;
    for (int i = 0; i < gaps.length; i++) {
      gaps[i] = reasonAgainst(rows.get(i));
      put += gaps[i] == null ? 1 : 0;
    }
    if (put == 0) {
      return null;
    }
    ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
    reader.accept(new Hooking(writer), ClassReader.EXPAND_FRAMES);
    return writer.toByteArray();
  }

  /** Why the row at this index was left out; null when it was put in. */
  String gap(int row) {
    return gaps[row];
  }

  /** Whether a native method was renamed. */
  boolean renamed() {
    return renamed;
  }

  private String reasonAgainst(LibraryHook row) {
    Shape shape = shapes.get(row.method() + row.descriptor());
    if (shape == null) {
      return "the class declares no such method";
    }
    if (shape.is(Opcodes.ACC_ABSTRACT)) {
      return "it is abstract: describe the class that implements it";
    }
    if (!shape.is(Opcodes.ACC_NATIVE)) {
      return null;
    }
    if (mapsDirectly) {
      return "it is native and mapped by JNA, which goes by its name: describe the Java methods that call it";
    }
    return mayRename ? null : TOO_LATE;
  }

  private List<LibraryHook> hooksOf(String method, String descriptor) {
    List<LibraryHook> found = new ArrayList<>(2);
    for (int i = 0; i < gaps.length; i++) {
      LibraryHook row = rows.get(i);
      if (gaps[i] == null && row.method().equals(method) && row.descriptor().equals(descriptor)) {
        found.add(row);
      }
    }
    return found;
  }

  private final class Scan extends ClassVisitor {
    private String className;

    Scan() {
      super(Opcodes.ASM9);
    }

    @Override
    public void visit(int version, int access, String name, String signature, String superName, String[] interfaces) {
      className = name;
    }

    @Override
    public MethodVisitor visitMethod(int access, String name, String descriptor, String signature, String[] exceptions) {
      Shape shape = new Shape(access);
      shapes.put(name + descriptor, shape);
      return new MethodVisitor(Opcodes.ASM9) {
        @Override
        public void visitMethodInsn(int opcode, String owner, String method, String methodDescriptor, boolean isInterface) {
          mapsDirectly |= method.equals("register") && owner.equals(JNA) && !className.equals(JNA);
        }

        @Override
        public void visitMaxs(int maxStack, int maxLocals) {
          shape.maxLocals = maxLocals;
        }
      };
    }
  }

  private final class Hooking extends ClassVisitor {
    private String className;
    private boolean frames;

    Hooking(ClassWriter writer) {
      super(Opcodes.ASM9, writer);
    }

    @Override
    public void visit(int version, int access, String name, String signature, String superName, String[] interfaces) {
      className = name;
      frames = (version & 0xffff) >= Opcodes.V1_6;
      super.visit(version, access, name, signature, superName, interfaces);
    }

    @Override
    public MethodVisitor visitMethod(int access, String name, String descriptor, String signature, String[] exceptions) {
      List<LibraryHook> hooks = hooksOf(name, descriptor);
      if (hooks.isEmpty()) {
        return super.visitMethod(access, name, descriptor, signature, exceptions); // copied without being decoded
      }
      if ((access & Opcodes.ACC_NATIVE) == 0) {
        MethodVisitor code = super.visitMethod(access, name, descriptor, signature, exceptions);
        return new HookedMethod(code, access, descriptor, shapes.get(name + descriptor).maxLocals, frames, hooks, calls);
      }
      renamed = true;
      int kept = access & (Opcodes.ACC_STATIC | Opcodes.ACC_NATIVE | Opcodes.ACC_SYNCHRONIZED);
      super.visitMethod(kept | Opcodes.ACC_PRIVATE | Opcodes.ACC_SYNTHETIC, PREFIX.concat(name), descriptor, null, exceptions).visitEnd();
      int open = access & ~(Opcodes.ACC_NATIVE | Opcodes.ACC_SYNCHRONIZED);
      MethodVisitor code = super.visitMethod(open, name, descriptor, signature, exceptions);
      return new Forward(code, className, PREFIX.concat(name), descriptor, access, new HookedMethod(code, access, descriptor, 0, frames, hooks, calls));
    }
  }

  /** A native method's annotations and parameters, and a body that calls it by its new name. */
  private static final class Forward extends MethodVisitor {
    private final String owner;
    private final String target;
    private final String descriptor;
    private final int access;
    private final MethodVisitor body;

    Forward(MethodVisitor next, String owner, String target, String descriptor, int access, MethodVisitor body) {
      super(Opcodes.ASM9, next);
      this.owner = owner;
      this.target = target;
      this.descriptor = descriptor;
      this.access = access;
      this.body = body;
    }

    @Override
    public void visitEnd() {
      boolean isStatic = (access & Opcodes.ACC_STATIC) != 0;
      body.visitCode();
      int slot = 0;
      if (!isStatic) {
        body.visitVarInsn(Opcodes.ALOAD, slot++);
      }
      for (Type type : Type.getArgumentTypes(descriptor)) {
        body.visitVarInsn(type.getOpcode(Opcodes.ILOAD), slot);
        slot += type.getSize();
      }
      body.visitMethodInsn(isStatic ? Opcodes.INVOKESTATIC : Opcodes.INVOKESPECIAL, owner, target, descriptor, false);
      body.visitInsn(Type.getReturnType(descriptor).getOpcode(Opcodes.IRETURN));
      body.visitMaxs(0, 0);
      body.visitEnd();
    }
  }
}
