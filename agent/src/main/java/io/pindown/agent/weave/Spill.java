package io.pindown.agent.weave;

import io.pindown.agent.point.HookCall;
import java.util.List;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** The arguments, the receiver and the result of one wrapped call, in local variables of their own. */
final class Spill {
  private final MethodVisitor code;
  private final Type[] types;
  private final Type result;
  private final int[] slots;
  private final int resultSlot;
  private final int receiverSlot;

  /**
   * @param firstFree the first local variable that the method does not use itself
   * @param withReceiver whether the hooks need the receiver; the call must then be of an instance method
   */
  Spill(MethodVisitor code, String descriptor, int firstFree, boolean withReceiver) {
    this.code = code;
    this.types = Type.getArgumentTypes(descriptor);
    this.result = Type.getReturnType(descriptor);
    this.slots = new int[types.length];
    int slot = firstFree;
    for (int i = 0; i < types.length; i++) {
      slots[i] = slot;
      slot += types[i].getSize();
    }
    this.receiverSlot = withReceiver ? slot++ : -1;
    this.resultSlot = slot;
  }

  /** Takes the arguments from the stack; a receiver stays below them. */
  void store() {
    for (int i = types.length - 1; i >= 0; i--) {
      code.visitVarInsn(types[i].getOpcode(Opcodes.ISTORE), slots[i]);
    }
    if (receiverSlot >= 0) {
      code.visitInsn(Opcodes.DUP);
      code.visitVarInsn(Opcodes.ASTORE, receiverSlot);
    }
  }

  /** Puts the arguments back. */
  void load() {
    for (int i = 0; i < types.length; i++) {
      load(i);
    }
  }

  /** Copies the result from the stack, where it stays. */
  void keepResult() {
    code.visitInsn(result.getSize() == 2 ? Opcodes.DUP2 : Opcodes.DUP);
    code.visitVarInsn(result.getOpcode(Opcodes.ISTORE), resultSlot);
  }

  /** Pushes one operand of a hook. */
  void load(int operand) {
    if (operand == HookCall.RESULT) {
      code.visitVarInsn(result.getOpcode(Opcodes.ILOAD), resultSlot);
    } else if (operand == HookCall.RECEIVER) {
      code.visitVarInsn(Opcodes.ALOAD, receiverSlot);
    } else {
      code.visitVarInsn(types[operand].getOpcode(Opcodes.ILOAD), slots[operand]);
    }
  }

  /** Adds the arguments' types as a frame describes them; a receiver is not needed once the call has thrown. */
  void addFrameTypes(List<Object> locals) {
    for (Type type : types) {
      switch (type.getSort()) {
        case Type.LONG:
          locals.add(Opcodes.LONG);
          break;
        case Type.DOUBLE:
          locals.add(Opcodes.DOUBLE);
          break;
        case Type.FLOAT:
          locals.add(Opcodes.FLOAT);
          break;
        case Type.OBJECT:
        case Type.ARRAY:
          locals.add(type.getInternalName());
          break;
        default:
          locals.add(Opcodes.INTEGER);
      }
    }
  }
}
