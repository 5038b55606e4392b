package io.pindown.agent.weave;

import io.pindown.agent.point.HookCall;
import io.pindown.agent.point.Point;
import io.pindown.agent.point.Wrap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Wraps the sites of one method.
 *
 * <p>A site's arguments go from the stack to new local variables above the method's own, so existing frames stay right. A
 * native that can throw gets a handler at the end of the method, out of the normal path, which therefore needs no frame. If
 * the site was inside the method's own handlers the new one is, too: its frame keeps the locals that they expect.
 */
final class SiteWrapper extends MethodVisitor {
  private static final String HANDLE = "java/lang/invoke/MethodHandle";

  private final Weaver weaver;
  private final String name;
  private final String descriptor;
  private final int firstFree;
  private final List<TryBlock> blocks = new ArrayList<>(2);
  private final List<Guard> guards = new ArrayList<>(1);
  private final Map<Label, Object[]> handlerLocals = new IdentityHashMap<>();
  private Label lastLabel;
  /** Of the site that has been entered. */
  private Spill spill;
  private Guard guard;

  SiteWrapper(MethodVisitor next, Weaver weaver, String name, String descriptor, int maxLocals) {
    super(Opcodes.ASM9, next);
    this.weaver = weaver;
    this.name = name;
    this.descriptor = descriptor;
    this.firstFree = maxLocals;
  }

  // ---- the method's own handlers: kept back, so that those added here come first in the table ----

  @Override
  public void visitTryCatchBlock(Label start, Label end, Label handler, String type) {
    blocks.add(new TryBlock(start, end, handler, type));
  }

  @Override
  public void visitLabel(Label label) {
    lastLabel = label;
    for (TryBlock block : blocks) {
      block.reached(label);
    }
    super.visitLabel(label);
  }

  @Override
  public void visitFrame(int type, int numLocal, Object[] local, int numStack, Object[] stack) {
    Object[] copy = new Object[numLocal];
    System.arraycopy(local, 0, copy, 0, numLocal);
    handlerLocals.put(lastLabel, copy);
    super.visitFrame(type, numLocal, local, numStack, stack);
  }

  // ---- sites ----

  @Override
  public void visitInsn(int opcode) {
    Point point = opcode == Opcodes.ARETURN ? weaver.body(name, descriptor) : null;
    if (point != null) {
      replaceResult(point.wrap());
    }
    super.visitInsn(opcode);
  }

  @Override
  public void visitMethodInsn(int opcode, String owner, String method, String methodDescriptor, boolean isInterface) {
    Point point = weaver.call(owner, method, methodDescriptor);
    if (point == null) {
      super.visitMethodInsn(opcode, owner, method, methodDescriptor, isInterface);
      return;
    }
    enter(point, methodDescriptor);
    super.visitMethodInsn(opcode, owner, method, methodDescriptor, isInterface);
    leave(point);
  }

  /** What comes before a site, or what stands for it: the arguments are on the stack, before and after. */
  void enter(Point point, String methodDescriptor) {
    Wrap wrap = point.wrap();
    spill = new Spill(mv, methodDescriptor, firstFree, wrap.usesReceiver());
    spill.store();
    call(wrap.before(), spill);
    spill.load();
    guard = wrap.onThrow() == null ? null : new Guard(wrap.onThrow(), spill, activeBlocks());
    if (guard != null) {
      guards.add(guard);
      super.visitLabel(guard.start);
    }
  }

  /** What comes after it: the result is on the stack, before and after. */
  void leave(Point point) {
    Wrap wrap = point.wrap();
    if (guard != null) {
      super.visitLabel(guard.end);
    }
    if (wrap.after() != null && wrap.after().uses(HookCall.RESULT)) {
      spill.keepResult();
    }
    call(wrap.after(), spill);
  }

  private void replaceResult(Wrap wrap) {
    if (wrap.symbolSlot() == 0) {
      super.visitInsn(Opcodes.ACONST_NULL);
    } else {
      super.visitVarInsn(Opcodes.ALOAD, wrap.symbolSlot());
    }
    super.visitVarInsn(Opcodes.ALOAD, wrap.descriptorSlot());
    String objects = "(Ljava/lang/Object;Ljava/lang/Object;Ljava/lang/Object;)Ljava/lang/Object;";
    super.visitMethodInsn(Opcodes.INVOKESTATIC, weaver.hookClass(), "downcall", objects, false);
    super.visitTypeInsn(Opcodes.CHECKCAST, HANDLE);
  }

  private void call(HookCall call, Spill spill) {
    if (call == null) {
      return;
    }
    for (int i = 0; i < call.operands(); i++) {
      spill.load(call.operand(i));
    }
    super.visitMethodInsn(Opcodes.INVOKESTATIC, weaver.hookClass(), call.hook(), call.descriptor(), false);
  }

  private List<TryBlock> activeBlocks() {
    List<TryBlock> active = new ArrayList<>(2);
    for (TryBlock block : blocks) {
      if (block.isOpen()) {
        active.add(block);
      }
    }
    return active;
  }

  // ---- the end of the method: handlers, then the exception table ----

  @Override
  public void visitMaxs(int maxStack, int maxLocals) {
    for (Guard guard : guards) {
      super.visitLabel(guard.handler);
      Object[] locals = frameLocals(guard);
      super.visitFrame(Opcodes.F_NEW, locals.length, locals, 1, new Object[] {"java/lang/Throwable"});
      call(guard.end(), guard.spill);
      super.visitInsn(Opcodes.ATHROW);
      super.visitLabel(guard.handlerEnd);
    }
    for (Guard guard : guards) {
      super.visitTryCatchBlock(guard.start, guard.end, guard.handler, null);
    }
    for (TryBlock block : blocks) {
      super.visitTryCatchBlock(block.start, block.end, block.handler, block.type);
    }
    for (Guard guard : guards) {
      for (TryBlock outer : guard.outer) {
        super.visitTryCatchBlock(guard.handler, guard.handlerEnd, outer.handler, outer.type);
      }
    }
    super.visitMaxs(maxStack, maxLocals);
  }

  /**
   * What the outer handlers expect in the method's own locals, nothing when there are none; then the spilled arguments. Where one of them
   * expects a type the local has it, as that handler covers the site, too; the others ask for the same there or for nothing.
   */
  private Object[] frameLocals(Guard guard) {
    Object[] own = new Object[firstFree];
    Arrays.fill(own, Opcodes.TOP);
    for (TryBlock outer : guard.outer) {
      Object[] expected = handlerLocals.get(outer.handler);
      if (expected == null) {
        throw new IllegalStateException(name + descriptor + ": a handler around a site has no frame");
      }
      int slot = 0;
      for (int i = 0; i < expected.length; i++) {
        if (expected[i] != Opcodes.TOP) {
          if (own[slot] != Opcodes.TOP && !own[slot].equals(expected[i])) {
            throw new IllegalStateException(name + descriptor + ": handlers around a site that expect " + own[slot] + " and " + expected[i] + " in one local");
          }
          own[slot] = expected[i];
        }
        slot += isWide(expected[i]) ? 2 : 1;
      }
    }
    List<Object> locals = new ArrayList<>(firstFree + 4);
    for (int slot = 0; slot < firstFree; slot += isWide(own[slot]) ? 2 : 1) {
      locals.add(own[slot]);
    }
    guard.spill.addFrameTypes(locals);
    return locals.toArray();
  }

  private static boolean isWide(Object type) {
    return type == Opcodes.LONG || type == Opcodes.DOUBLE;
  }

  /** An entry of the method's own exception table. */
  private static final class TryBlock {
    private final Label start;
    private final Label end;
    private final Label handler;
    private final String type;
    private boolean open;

    TryBlock(Label start, Label end, Label handler, String type) {
      this.start = start;
      this.end = end;
      this.handler = handler;
      this.type = type;
    }

    void reached(Label label) {
      open = label == start || open && label != end;
    }

    boolean isOpen() {
      return open;
    }
  }

  /** A site whose native can throw. */
  private static final class Guard {
    private final HookCall call;
    private final Spill spill;
    private final List<TryBlock> outer;
    private final Label start = new Label();
    private final Label end = new Label();
    private final Label handler = new Label();
    private final Label handlerEnd = new Label();

    Guard(HookCall call, Spill spill, List<TryBlock> outer) {
      this.call = call;
      this.spill = spill;
      this.outer = outer;
    }

    HookCall end() {
      return call;
    }
  }
}
