package io.pindown.agent.weave;

import java.util.function.IntConsumer;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Counts the instructions of a method that matter for telling two bodies apart. */
final class InstructionCounter extends MethodVisitor {
  private final IntConsumer total;
  private int count;

  InstructionCounter(IntConsumer total) {
    super(Opcodes.ASM9);
    this.total = total;
  }

  @Override
  public void visitInsn(int opcode) {
    count++;
  }

  @Override
  public void visitVarInsn(int opcode, int slot) {
    count++;
  }

  @Override
  public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
    count++;
  }

  @Override
  public void visitEnd() {
    total.accept(count);
  }
}
