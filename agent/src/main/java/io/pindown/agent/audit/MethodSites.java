package io.pindown.agent.audit;

import io.pindown.agent.audit.ClassSites.Place;
import java.util.HashSet;
import java.util.Set;
import org.objectweb.asm.ConstantDynamic;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Finds the sites in the code of one method. It reads instructions in their order and remembers the last constants: a text that
 * goes into a lookup, a flag that goes into a constructor. There is no data flow: a name that comes from elsewhere is not known.
 */
final class MethodSites extends MethodVisitor {
  private final ClassSites unit;
  private final String name;
  private final String descriptor;
  private int line;
  /** What the instruction before this one has pushed, when it is a constant. */
  private Object justPushed;
  /** The last text since the last lookup. */
  private String text;
  /** Whether the last lookup of a symbol was of a name that is known. */
  private boolean symbolIsNamed;
  private boolean openOptions;
  /** Forward jumps only: a constant is not pushed across the head of a loop. */
  private final Set<Label> jumpedTo = new HashSet<>();

  MethodSites(ClassSites unit, String name, String descriptor) {
    super(Opcodes.ASM9);
    this.unit = unit;
    this.name = name;
    this.descriptor = descriptor;
  }

  private Place here() {
    return new Place(name, descriptor, line);
  }

  @Override
  public void visitLineNumber(int number, Label start) {
    line = number;
  }

  @Override
  public void visitLdcInsn(Object value) {
    constant(value);
    justPushed = value;
    if (value instanceof String) {
      text = (String) value;
      named(text);
    }
  }

  private void named(String constant) {
    if (CFunctions.kindOf(constant) != null) {
      unit.functionName(here(), constant);
    }
    Reflection reflection = Reflection.of(constant);
    if (reflection != null && reflection.unmistakable()) {
      unit.looked(here(), reflection, constant);
    }
  }

  @Override
  public void visitMethodInsn(int opcode, String owner, String called, String type, boolean isInterface) {
    if (Linking.isSymbolLookup(owner, called)) {
      unit.linksFunctions();
    }
    if (Linking.isDowncallHandle(owner, called)) {
      unit.linksFunctions();
      if (Linking.isUnbound(type) || !symbolIsNamed) {
        unit.unnamed(here());
      }
      symbolIsNamed = false;
    } else if (Linking.isJnaLookup(unit.type(), owner, called)) {
      functionOfJna();
    } else if (!opensToAppend(called, type) && !choosesHowToOpen(owner)) {
      unit.called(here(), owner, called, type);
    }
    takesText(owner, type);
    justPushed = null;
    openOptions = false;
  }

  private void functionOfJna() {
    if (!(justPushed instanceof String)) {
      unit.add(here(), Kind.NATIVE, "JNA function", unit.judge().unnamedDowncall());
    } else if (CFunctions.kindOf((String) justPushed) != null) {
      unit.calledByJna(here(), (String) justPushed);
    }
  }

  /** A constructor whose last argument, a constant true, asks to go on at the end of the file. */
  private boolean opensToAppend(String called, String type) {
    return called.equals("<init>") && type.endsWith("Z)V") && Integer.valueOf(1).equals(justPushed);
  }

  /** A call that is given options: one of them that cuts the file is a site by itself. */
  private boolean choosesHowToOpen(String owner) {
    return openOptions && owner.equals("java/nio/file/Files");
  }

  /** The last text goes into the first call that takes one. */
  private void takesText(String owner, String type) {
    if (text == null || !type.contains("Ljava/lang/String;")) {
      return;
    }
    if (Linking.yieldsSymbol(owner, type)) {
      symbolIsNamed = true;
    } else if (Linking.yieldsMethod(type)) {
      Reflection reflection = Reflection.of(text);
      if (reflection != null && !reflection.unmistakable()) {
        unit.looked(here(), reflection, text);
      }
      if (text.equals(Linking.BY_NAME)) {
        unit.linksByReflection(here());
      }
    }
    text = null;
  }

  @Override
  public void visitFieldInsn(int opcode, String owner, String field, String type) {
    justPushed = null;
    if (owner.equals(Catalogue.OPTIONS)) {
      openOptions = true;
      if (field.equals("TRUNCATE_EXISTING") && opcode == Opcodes.GETSTATIC) {
        unit.add(here(), Kind.CHANGE, Sink.text(owner, field), unit.judge().of(JdkSinks.OPENED));
      }
    }
  }

  @Override
  public void visitInvokeDynamicInsn(String called, String type, Handle bootstrap, Object... arguments) {
    for (Object argument : arguments) {
      constant(argument);
    }
    justPushed = null;
  }

  /** A handle of a method is a site where it is made: it is there to be called. */
  private void constant(Object value) {
    if (value instanceof Handle) {
      Handle handle = (Handle) value;
      unit.called(here(), handle.getOwner(), handle.getName(), handle.getDesc());
    } else if (value instanceof ConstantDynamic) {
      ConstantDynamic dynamic = (ConstantDynamic) value;
      for (int i = 0; i < dynamic.getBootstrapMethodArgumentCount(); i++) {
        constant(dynamic.getBootstrapMethodArgument(i));
      }
    }
  }

  @Override
  public void visitInsn(int opcode) {
    justPushed = opcode == Opcodes.ICONST_1 ? Integer.valueOf(1) : null;
  }

  @Override
  public void visitIntInsn(int opcode, int operand) {
    justPushed = null;
  }

  @Override
  public void visitVarInsn(int opcode, int variable) {
    justPushed = null;
  }

  @Override
  public void visitTypeInsn(int opcode, String type) {
    justPushed = null;
  }

  @Override
  public void visitJumpInsn(int opcode, Label label) {
    jumpedTo.add(label);
    justPushed = null;
  }

  @Override
  public void visitIincInsn(int variable, int increment) {
    justPushed = null;
  }

  @Override
  public void visitMultiANewArrayInsn(String type, int dimensions) {
    justPushed = null;
  }

  @Override
  public void visitLabel(Label label) {
    if (jumpedTo.contains(label)) {
      justPushed = null; // who jumps here may have pushed something else
    }
  }
}
