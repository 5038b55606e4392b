package io.pindown.agent.weave;

import io.pindown.agent.point.Point;
import io.pindown.agent.point.Substitute;
import io.pindown.agent.point.Treatment;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * A native that becomes a Java method with the hooks around its work. The work is the native itself under its new name, or a
 * substitute.
 */
final class NativeMethod {
  /** Internal name of the class that unmaps for {@link Substitute#UNMAP}. */
  static final String UNMAP = "java/lang/$PindownUnmap";

  /** Internal name of the class that truncates for {@link Substitute#SET_LENGTH}. */
  static final String TRUNCATION = "sun/nio/ch/$PindownTruncation";

  private final Point point;
  private final int access;
  private final String[] exceptions;
  private final Weaver weaver;
  private final boolean isStatic;

  NativeMethod(Point point, int access, String[] exceptions, Weaver weaver) {
    this.point = point;
    this.access = access;
    this.exceptions = exceptions;
    this.weaver = weaver;
    this.isStatic = (access & Opcodes.ACC_STATIC) != 0;
  }

  /** The Java method of the native's name. */
  void writeBody(ClassVisitor to) {
    String descriptor = point.descriptor();
    MethodVisitor method = to.visitMethod(access & ~Opcodes.ACC_NATIVE, point.method(), descriptor, null, exceptions);
    method.visitCode();
    SiteWrapper code = new SiteWrapper(method, weaver, point.method(), descriptor, slots());
    if (!isStatic) {
      method.visitVarInsn(Opcodes.ALOAD, 0);
    }
    int slot = isStatic ? 0 : 1;
    for (Type type : Type.getArgumentTypes(descriptor)) {
      method.visitVarInsn(type.getOpcode(Opcodes.ILOAD), slot);
      slot += type.getSize();
    }
    code.enter(point, descriptor);
    if (weaver.treatment(point) == Treatment.RENAMED) {
      int opcode = isStatic ? Opcodes.INVOKESTATIC : Opcodes.INVOKESPECIAL;
      method.visitMethodInsn(opcode, point.owner(), Weaver.PREFIX.concat(point.method()), descriptor, false);
    } else {
      substitute(method);
    }
    code.leave(point);
    method.visitInsn(Type.getReturnType(descriptor).getOpcode(Opcodes.IRETURN));
    code.visitMaxs(0, 0);
    method.visitEnd();
  }

  /** The native, under its new name; private, so that nobody inherits it. */
  MethodVisitor writeRenamed(ClassVisitor to) {
    int hidden = access & ~(Opcodes.ACC_PUBLIC | Opcodes.ACC_PROTECTED) | Opcodes.ACC_PRIVATE;
    return to.visitMethod(hidden, Weaver.PREFIX.concat(point.method()), point.descriptor(), null, exceptions);
  }

  private int slots() {
    int slots = isStatic ? 0 : 1;
    for (Type type : Type.getArgumentTypes(point.descriptor())) {
      slots += type.getSize();
    }
    return slots;
  }

  private void substitute(MethodVisitor code) {
    if (point.substitute() == Substitute.UNMAP) {
      code.visitMethodInsn(Opcodes.INVOKESTATIC, UNMAP, "unmap", "(JJ)I", false);
    } else {
      setLength(code);
    }
  }

  /*
   * On the stack: this, the new length. As the native does it: where the file pointer is, then ftruncate, then the pointer to where it
   * was, or to the new end if that is before. The class's own methods, not those of a subclass that overrides them; the first one
   * refuses a closed file.
   */
  private void setLength(MethodVisitor code) {
    String owner = point.owner();
    int length = slots() + 2; // above the arguments and the copy that the hooks have of them
    int pointer = length + 2;
    code.visitVarInsn(Opcodes.LSTORE, length);
    code.visitInsn(Opcodes.DUP);
    code.visitInsn(Opcodes.DUP);
    code.visitMethodInsn(Opcodes.INVOKESPECIAL, owner, "getFilePointer", "()J", false);
    code.visitVarInsn(Opcodes.LSTORE, pointer);
    code.visitFieldInsn(Opcodes.GETFIELD, owner, "fd", "Ljava/io/FileDescriptor;");
    code.visitVarInsn(Opcodes.LLOAD, length);
    code.visitMethodInsn(Opcodes.INVOKESTATIC, TRUNCATION, "truncate", "(Ljava/io/FileDescriptor;J)V", false);
    code.visitVarInsn(Opcodes.LLOAD, pointer);
    code.visitVarInsn(Opcodes.LLOAD, length);
    code.visitMethodInsn(Opcodes.INVOKESTATIC, "java/lang/Math", "min", "(JJ)J", false);
    code.visitMethodInsn(Opcodes.INVOKESPECIAL, owner, "seek0", "(J)V", false);
  }
}
