package io.pindown.agent.weave;

import java.util.ArrayList;
import java.util.List;

/**
 * The code of one method with instructions put around its sites. All else stays as it is, and what holds positions is moved: branches,
 * switches, the exception table, frames, line numbers, local variables. Not thread-safe.
 */
final class MethodPatch {
  private static final int MOST = 65535;

  private final ClassFile file;
  private final Additions additions;
  private final String hookClass;
  /** Where the attribute is, and within it the code and the exception table. */
  private final int attribute;
  private final int code;
  private final int length;
  private final int exceptions;
  /** Where each instruction of the method is now, by where it was, and the end of them. */
  private final int[] positions;
  private final List<SiteCode> sites = new ArrayList<>(2);
  private int locals;

  /** @param attribute where the method's attribute Code begins, with its name */
  MethodPatch(ClassFile file, int attribute, Additions additions, String hookClass) {
    this.file = file;
    this.attribute = attribute;
    this.additions = additions;
    this.hookClass = hookClass;
    locals = file.u2(attribute + 8);
    length = file.s4(attribute + 10);
    code = attribute + 14;
    exceptions = code + length;
    positions = new int[length + 1];
  }

  /** Finds the sites; false if there are none, and then nothing is to be written. */
  boolean find(DirectWeaver weaver) {
    int firstFree = locals;
    int now = 0;
    for (int at = 0; at < length; ) {
      int opcode = file.bytes[code + at] & 0xff;
      int size = Instructions.length(file, code, code + at);
      boolean isCall = opcode >= Instructions.INVOKEVIRTUAL && opcode <= Instructions.INVOKEINTERFACE;
      int row = isCall ? weaver.row(file.u2(code + at + 1)) : -1;
      positions[at] = now;
      if (row >= 0) {
        SiteCode site = new SiteCode(at, weaver.count(row), firstFree, additions, hookClass);
        sites.add(site);
        locals = Math.max(locals, site.locals);
        now += site.before.size() + size + site.after.size();
      } else if (opcode == Instructions.TABLESWITCH || opcode == Instructions.LOOKUPSWITCH) {
        now = Instructions.padded(0, now) + at + size - Instructions.padded(0, at);
      } else {
        now += size;
      }
      at += size;
    }
    positions[length] = now;
    return !sites.isEmpty();
  }

  /**
   * @param isStatic whether the method has no {@code this}
   * @param name of the method
   */
  void write(Bytes out, boolean isStatic, String name, String descriptor) {
    out.u2(file.u2(attribute));
    int begin = out.size();
    out.u4(0).u2(file.u2(attribute + 6) + SiteCode.MORE_STACK).u2(locals).u4(0);
    int codeBegin = out.size();
    writeCode(out);
    Handlers handlers = new Handlers(file, exceptions, positions, sites);
    handlers.writeCode(out, codeBegin);
    if (out.size() - codeBegin > MOST) {
      throw new IllegalArgumentException("a method of more than " + MOST + " bytes");
    }
    out.set4(codeBegin - 4, out.size() - codeBegin);
    handlers.writeTable(out);
    writeAttributes(out, handlers, firstLocals(isStatic, name, descriptor, handlers));
    out.set4(begin, out.size() - begin - 4);
  }

  /** What is in the local variables when the method begins; null where no handler asks. */
  private int[] firstLocals(boolean isStatic, String name, String descriptor, Handlers handlers) {
    if (!handlers.needFrames()) {
      return null;
    }
    int self = name.equals("<init>") ? FrameTypes.UNINITIALIZED_THIS : FrameTypes.object(file.thisClass());
    return FrameTypes.ofArguments(isStatic ? FrameTypes.TOP : self, descriptor, additions);
  }

  private void writeCode(Bytes out) {
    int base = out.size();
    int next = 0;
    for (int at = 0; at < length; ) {
      int opcode = file.bytes[code + at] & 0xff;
      int size = Instructions.length(file, code, code + at);
      SiteCode site = next < sites.size() && sites.get(next).at == at ? sites.get(next++) : null;
      if (site != null) {
        out.copy(site.before).copy(file.bytes, code + at, code + at + size).copy(site.after);
      } else if (Instructions.isBranch(opcode)) {
        int distance = moved(at, (short) file.u2(code + at + 1));
        if (distance != (short) distance) {
          throw new IllegalArgumentException("a branch over more than 32767 bytes");
        }
        out.u1(opcode).u2(distance);
      } else if (Instructions.isWideBranch(opcode)) {
        out.u1(opcode).u4(moved(at, file.s4(code + at + 1)));
      } else if (opcode == Instructions.TABLESWITCH || opcode == Instructions.LOOKUPSWITCH) {
        writeSwitch(out, base, at, opcode, size);
      } else {
        out.copy(file.bytes, code + at, code + at + size);
      }
      at += size;
    }
  }

  /** The same distance from one instruction to another, now. */
  private int moved(int at, int distance) {
    return positions[at + distance] - positions[at];
  }

  private void writeSwitch(Bytes out, int base, int at, int opcode, int size) {
    out.u1(opcode);
    while ((out.size() - base & 3) != 0) {
      out.u1(0);
    }
    int operand = Instructions.padded(code, code + at);
    int end = code + at + size;
    out.u4(moved(at, file.s4(operand)));
    boolean isTable = opcode == Instructions.TABLESWITCH;
    int first = operand + (isTable ? 12 : 8);
    out.copy(file.bytes, operand + 4, first);
    for (int i = first; i < end; i += 4) {
      boolean isDistance = isTable || (i - first & 4) != 0;
      out.u4(isDistance ? moved(at, file.s4(i)) : file.s4(i));
    }
  }

  private void writeAttributes(Bytes out, Handlers handlers, int[] firstLocals) {
    int at = exceptions + 2 + 8 * file.u2(exceptions);
    int count = file.u2(at);
    at += 2;
    int frames = 0;
    for (int i = 0, each = at; i < count; i++) {
      frames = file.isText(file.u2(each), "StackMapTable") ? each : frames;
      each += 6 + file.s4(each + 2);
    }
    boolean addsFrames = frames == 0 && handlers.any();
    out.u2(count + (addsFrames ? 1 : 0));
    for (int i = 0; i < count; i++) {
      int end = at + 6 + file.s4(at + 2);
      if (at == frames) {
        writeFrames(out, file.u2(at), at + 6, handlers, firstLocals);
      } else if (file.isText(file.u2(at), "LineNumberTable")) {
        writeLines(out, at);
      } else if (file.isText(file.u2(at), "LocalVariableTable") || file.isText(file.u2(at), "LocalVariableTypeTable")) {
        writeVariables(out, at);
      } else {
        throw new IllegalArgumentException("an attribute of code that may hold positions");
      }
      at = end;
    }
    if (addsFrames) {
      writeFrames(out, additions.text("StackMapTable"), 0, handlers, firstLocals);
    }
  }

  private void writeFrames(Bytes out, int name, int table, Handlers handlers, int[] firstLocals) {
    Frames frames = new Frames(file, table, positions);
    Bytes written = new Bytes(256);
    int count = frames.write(written) + handlers.writeFrames(written, frames, firstLocals, file.u2(attribute + 8), additions);
    out.u2(name).u4(written.size() + 2).u2(count).copy(written);
  }

  private void writeLines(Bytes out, int at) {
    int lines = file.u2(at + 6);
    out.copy(file.bytes, at, at + 8);
    for (int i = 0, line = at + 8; i < lines; i++, line += 4) {
      out.u2(positions[file.u2(line)]).u2(file.u2(line + 2));
    }
  }

  private void writeVariables(Bytes out, int at) {
    int variables = file.u2(at + 6);
    out.copy(file.bytes, at, at + 8);
    for (int i = 0, variable = at + 8; i < variables; i++, variable += 10) {
      int start = file.u2(variable);
      out.u2(positions[start]).u2(positions[start + file.u2(variable + 2)] - positions[start]).copy(file.bytes, variable + 4, variable + 10);
    }
  }
}
