package io.pindown.agent.weave;

import io.pindown.agent.point.Point;
import io.pindown.agent.point.Substitute;
import io.pindown.agent.point.Treatment;

/**
 * A native that becomes a Java method with the hooks around its work, as bytes. The same as {@link NativeMethod} makes.
 */
final class DirectNative {
  private static final int ALOAD_0 = 42;
  private static final int LLOAD = 22;
  private static final int LSTORE = 55;
  private static final int DUP = 89;
  private static final int GETFIELD = 180;
  private static final int INVOKESPECIAL = 183;
  private static final int INVOKESTATIC = 184;
  private static final int NATIVE = 0x0100;

  private final ClassFile file;
  private final Additions additions;
  private final Point point;
  private final Treatment treatment;
  private final boolean isStatic;
  private final int slots;
  private final SiteCode site;

  DirectNative(ClassFile file, Additions additions, Point point, Treatment treatment, boolean isStatic, String hookClass) {
    this.file = file;
    this.additions = additions;
    this.point = point;
    this.treatment = treatment;
    this.isStatic = isStatic;
    int count = isStatic ? 0 : 1;
    String types = SiteCode.types(point.descriptor());
    for (int i = 0; i < types.length() - 1; i++) {
      count += SiteCode.size(SiteCode.kind(types.charAt(i)));
    }
    this.slots = count;
    this.site = new SiteCode(0, point, count, additions, hookClass);
  }

  /** Writes what stands for the method at {@code at}; returns how many methods that are. */
  int write(Bytes out, int at, int end) {
    out.u2(file.u2(at) & ~NATIVE).u2(file.u2(at + 2)).u2(file.u2(at + 4));
    int exceptions = attribute(at, "Exceptions");
    out.u2(exceptions == 0 ? 1 : 2);
    writeCode(out);
    if (exceptions != 0) {
      out.copy(file.bytes, exceptions, exceptions + 6 + file.s4(exceptions + 2));
    }
    if (treatment != Treatment.RENAMED) {
      return 1;
    }
    int hidden = file.u2(at) & ~0x0005 | 0x0002; // private, so that nobody inherits it
    out.u2(hidden).u2(additions.text(Weaver.PREFIX.concat(point.method()))).copy(file.bytes, at + 4, end);
    return 2;
  }

  private int attribute(int method, String name) {
    int at = method + 8;
    for (int left = file.u2(method + 6); left > 0; left--) {
      if (file.isText(file.u2(at), name)) {
        return at;
      }
      at += 6 + file.s4(at + 2);
    }
    return 0;
  }

  private void writeCode(Bytes out) {
    String types = SiteCode.types(point.descriptor());
    Bytes code = new Bytes(96);
    int slot = 0;
    if (!isStatic) {
      code.u1(ALOAD_0);
      slot = 1;
    }
    for (int i = 0; i < types.length() - 1; i++) {
      int kind = SiteCode.kind(types.charAt(i));
      code.u1(LLOAD - 1 + kind).u1(slot);
      slot += SiteCode.size(kind);
    }
    code.copy(site.before);
    int guarded = code.size();
    int locals = writeWork(code);
    int guardedEnd = code.size();
    code.copy(site.after);
    code.u1(types.charAt(types.length() - 1) == 'V' ? 177 : 172 + SiteCode.kind(types.charAt(types.length() - 1)));
    int handler = code.size();
    if (site.onThrow != null) {
      code.copy(site.onThrow);
    }
    out.u2(additions.text("Code"));
    Bytes attribute = new Bytes(192);
    attribute.u2(slots + 2 + SiteCode.MORE_STACK).u2(Math.max(site.locals, locals)).u4(code.size()).copy(code);
    if (site.onThrow == null) {
      attribute.u2(0).u2(0);
    } else {
      attribute.u2(1).u2(guarded).u2(guardedEnd).u2(handler).u2(0).u2(1);
      writeFrame(attribute, handler);
    }
    out.u4(attribute.size()).copy(attribute);
  }

  private void writeFrame(Bytes out, int handler) {
    int[] arguments = FrameTypes.ofArguments(FrameTypes.TOP, point.descriptor(), additions);
    Bytes frame = new Bytes(32);
    frame.u1(255).u2(handler).u2(slots + arguments.length);
    for (int i = 0; i < slots; i++) {
      frame.u1(FrameTypes.TOP);
    }
    for (int argument : arguments) {
      Frames.write(frame, argument);
    }
    frame.u2(1);
    Frames.write(frame, FrameTypes.object(additions.type("java/lang/Throwable")));
    out.u2(additions.text("StackMapTable")).u4(frame.size() + 2).u2(1).copy(frame);
  }

  /** What does the native's work; returns how many locals there are with its own. */
  private int writeWork(Bytes code) {
    if (treatment == Treatment.RENAMED) {
      code.u1(isStatic ? INVOKESTATIC : INVOKESPECIAL);
      code.u2(additions.method(point.owner(), Weaver.PREFIX.concat(point.method()), point.descriptor()));
      return 0;
    }
    if (point.substitute() == Substitute.UNMAP) {
      code.u1(INVOKESTATIC).u2(additions.method(NativeMethod.UNMAP, "unmap", "(JJ)I"));
      return 0;
    }
    return writeSetLength(code);
  }

  /** As {@link NativeMethod} has it, which says why. */
  private int writeSetLength(Bytes code) {
    String owner = point.owner();
    int length = slots + 2;
    int pointer = length + 2;
    code.u1(LSTORE).u1(length).u1(DUP).u1(DUP);
    code.u1(INVOKESPECIAL).u2(additions.method(owner, "getFilePointer", "()J"));
    code.u1(LSTORE).u1(pointer);
    code.u1(GETFIELD).u2(additions.field(owner, "fd", "Ljava/io/FileDescriptor;"));
    code.u1(LLOAD).u1(length);
    code.u1(INVOKESTATIC).u2(additions.method(NativeMethod.TRUNCATION, "truncate", "(Ljava/io/FileDescriptor;J)V"));
    code.u1(LLOAD).u1(pointer).u1(LLOAD).u1(length);
    code.u1(INVOKESTATIC).u2(additions.method("java/lang/Math", "min", "(JJ)J"));
    code.u1(INVOKESPECIAL).u2(additions.method(owner, "seek0", "(J)V"));
    return pointer + 2;
  }
}
