package io.pindown.agent.library;

import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Puts the events of some rows into one method: begins at its entry, ends before each return, and, for what has both, in a handler
 * around all of it.
 *
 * <p>A method may assign its own parameters, so what ends need is worked out at the entry and kept in local variables above the method's
 * own. Every frame of the method is lengthened by them. Nothing that is added branches, so it needs no frame but the handler's.
 */
final class HookedMethod extends MethodVisitor {
  private static final Object[] THROWN = {"java/lang/Throwable"};

  private final List<LibraryHook> rows;
  private final Calls calls;
  private final String descriptor;
  private final int[] parameterSlots;
  private final Type[] parameters;
  private final int firstFree;
  private final boolean frames;
  /** For each row and operand that its end needs: where it is kept; -1 for none. */
  private final int[][] kept;
  private int keptCount;
  private Label bodyStart;

  /**
   * @param access the method's modifiers
   * @param maxLocals how many local variables the method has
   * @param frames whether the class file's version has frames
   */
  HookedMethod(MethodVisitor next, int access, String descriptor, int maxLocals, boolean frames, List<LibraryHook> rows, Calls calls) {
    super(Opcodes.ASM9, next);
    this.rows = rows;
    this.calls = calls;
    this.descriptor = descriptor;
    this.parameters = Type.getArgumentTypes(descriptor);
    this.parameterSlots = new int[parameters.length];
    int slot = (access & Opcodes.ACC_STATIC) != 0 ? 0 : 1;
    for (int i = 0; i < parameters.length; i++) {
      parameterSlots[i] = slot;
      slot += parameters[i].getSize();
    }
    this.firstFree = Math.max(maxLocals, slot);
    this.frames = frames;
    this.kept = new int[rows.size()][];
  }

  @Override
  public void visitCode() {
    super.visitCode();
    for (int i = 0; i < kept.length; i++) {
      kept[i] = keep(rows.get(i));
    }
    for (LibraryHook row : rows) {
      if (row.event().hasBegin()) {
        push(row, 0);
        if (row.event() != LibraryEvent.FREED && row.event() != LibraryEvent.TRUNCATED) {
          push(row, 1);
          calls.ofLibraryIfBeginning(mv, row);
        }
        calls.begin(mv, row.event());
      }
    }
    if (needsHandler()) {
      bodyStart = new Label();
      super.visitLabel(bodyStart);
    }
  }

  private int[] keep(LibraryHook row) {
    int[] slots = new int[row.event().operandCount()];
    for (int i = 0; i < slots.length; i++) {
      slots[i] = -1;
      if (row.event().hasEnd() && !row.operand(i).isResult()) {
        slots[i] = firstFree + 2 * keptCount++;
        push(row, i);
        super.visitVarInsn(Opcodes.LSTORE, slots[i]);
      }
    }
    return slots;
  }

  /** Pushes an operand as it is at the entry, as a long. */
  private void push(LibraryHook row, int index) {
    Operand operand = row.operand(index);
    pushParameter(operand.first());
    if (operand.second() >= 0) {
      pushParameter(operand.second());
      if (operand.isProduct()) {
        super.visitInsn(Opcodes.LMUL);
      } else {
        roundUp(operand);
      }
    }
  }

  /** (n + m - 1) &amp; -m, with n and m on the stack. */
  private void roundUp(Operand operand) {
    super.visitInsn(Opcodes.LADD);
    super.visitInsn(Opcodes.LCONST_1);
    super.visitInsn(Opcodes.LSUB);
    pushParameter(operand.second());
    super.visitInsn(Opcodes.LNEG);
    super.visitInsn(Opcodes.LAND);
  }

  private void pushParameter(int index) {
    boolean isInt = parameters[index].getSort() == Type.INT;
    super.visitVarInsn(isInt ? Opcodes.ILOAD : Opcodes.LLOAD, parameterSlots[index]);
    if (isInt) {
      super.visitInsn(Opcodes.I2L);
    }
  }

  private boolean needsHandler() {
    for (LibraryHook row : rows) {
      if (row.event().place().equals("around")) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void visitFrame(int type, int numLocal, Object[] local, int numStack, Object[] stack) {
    if (keptCount == 0) {
      super.visitFrame(type, numLocal, local, numStack, stack);
      return;
    }
    Object[] locals = frameLocals(numLocal, local);
    super.visitFrame(type, locals.length, locals, numStack, stack);
  }

  private Object[] frameLocals(int numLocal, Object[] local) {
    List<Object> locals = new ArrayList<>(firstFree + keptCount);
    int slots = 0;
    for (int i = 0; i < numLocal; i++) {
      locals.add(local[i]);
      slots += local[i] == Opcodes.LONG || local[i] == Opcodes.DOUBLE ? 2 : 1;
    }
    for (; slots < firstFree; slots++) {
      locals.add(Opcodes.TOP);
    }
    for (int i = 0; i < keptCount; i++) {
      locals.add(Opcodes.LONG);
    }
    return locals.toArray();
  }

  @Override
  public void visitInsn(int opcode) {
    if (opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN) {
      ends();
    }
    super.visitInsn(opcode);
  }

  private void ends() {
    int resultSlot = firstFree + 2 * keptCount;
    Type result = Type.getReturnType(descriptor);
    boolean isNumber = result.getSort() == Type.LONG || result.getSort() == Type.INT;
    if (isNumber) {
      super.visitInsn(result.getSize() == 2 ? Opcodes.DUP2 : Opcodes.DUP);
      super.visitVarInsn(result.getOpcode(Opcodes.ISTORE), resultSlot);
    }
    for (int i = 0; i < kept.length; i++) {
      LibraryHook row = rows.get(i);
      if (row.event().hasEnd()) {
        for (int operand = 0; operand < kept[i].length; operand++) {
          if (row.operand(operand).isResult()) {
            super.visitVarInsn(result.getOpcode(Opcodes.ILOAD), resultSlot);
            if (result.getSort() == Type.INT) {
              super.visitInsn(Opcodes.I2L);
            }
          } else {
            super.visitVarInsn(Opcodes.LLOAD, kept[i][operand]);
          }
        }
        if (row.event().isBeginning()) {
          calls.ofLibraryIfBeginning(mv, row);
        }
        calls.end(mv, row.event());
      }
    }
  }

  @Override
  public void visitMaxs(int maxStack, int maxLocals) {
    if (bodyStart != null) {
      handler();
    }
    super.visitMaxs(maxStack, maxLocals);
  }

  /** Comes after the method's own handlers in the table, so that it is the outermost. */
  private void handler() {
    Label handler = new Label();
    super.visitLabel(handler);
    super.visitTryCatchBlock(bodyStart, handler, handler, null);
    if (frames) {
      Object[] locals = frameLocals(0, new Object[0]);
      super.visitFrame(Opcodes.F_NEW, locals.length, locals, 1, THROWN);
    }
    for (int i = 0; i < kept.length; i++) {
      if (rows.get(i).event().place().equals("around")) {
        super.visitVarInsn(Opcodes.LLOAD, kept[i][0]);
        if (rows.get(i).event() == LibraryEvent.CHANGED) {
          super.visitVarInsn(Opcodes.LLOAD, kept[i][1]);
        }
        calls.thrown(mv, rows.get(i).event());
      }
    }
    super.visitInsn(Opcodes.ATHROW);
  }
}
