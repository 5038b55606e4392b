package io.pindown.agent.weave;

import io.pindown.agent.point.HookCall;
import io.pindown.agent.point.Point;
import io.pindown.agent.point.Wrap;

/**
 * The instructions around one site: its arguments go from the stack to local variables above the method's own, the hooks are called, the
 * arguments go back. The same as {@link SiteWrapper} makes.
 */
final class SiteCode {
  private static final int LOAD = 21; // iload; lload, fload, dload and aload follow
  private static final int STORE = 54;
  private static final int DUP = 89;
  private static final int DUP2 = 92;
  private static final int INVOKESTATIC = 184;
  private static final int ATHROW = 191;
  /** What a site's own instructions need of the stack above the method's, at most: the operands of a hook beside a receiver and a result. */
  static final int MORE_STACK = 8;

  /** The site's own instruction in the method's code as it was. */
  final int at;
  final Point point;
  final Bytes before = new Bytes(32);
  final Bytes after = new Bytes(16);
  /** What runs when the site throws; null where nothing does. */
  final Bytes onThrow;
  /** Locals of the method with those of this site. */
  final int locals;

  private final Additions additions;
  private final String hookClass;
  private final String types;
  private final int[] slots;
  private final int receiverSlot;
  private final int resultSlot;
  private final int resultKind;

  SiteCode(int at, Point point, int firstFree, Additions additions, String hookClass) {
    this.at = at;
    this.point = point;
    this.additions = additions;
    this.hookClass = hookClass;
    Wrap wrap = point.wrap();
    types = types(point.descriptor());
    slots = new int[types.length() - 1];
    int slot = firstFree;
    for (int i = 0; i < slots.length; i++) {
      slots[i] = slot;
      slot += size(kind(types.charAt(i)));
    }
    receiverSlot = wrap.usesReceiver() ? slot++ : -1;
    resultSlot = slot;
    resultKind = kind(types.charAt(slots.length));
    boolean keepsResult = wrap.after() != null && wrap.after().uses(HookCall.RESULT);
    locals = slot + (keepsResult ? size(resultKind) : 0);
    if (locals > 255) {
      throw new IllegalArgumentException("more than 255 local variables");
    }
    writeBefore(wrap);
    if (keepsResult) {
      after.u1(size(resultKind) == 2 ? DUP2 : DUP).u1(STORE + resultKind).u1(resultSlot);
    }
    call(after, wrap.after());
    onThrow = wrap.onThrow() == null ? null : new Bytes(16);
    if (onThrow != null) {
      call(onThrow, wrap.onThrow());
      onThrow.u1(ATHROW);
    }
  }

  private void writeBefore(Wrap wrap) {
    for (int i = slots.length - 1; i >= 0; i--) {
      before.u1(STORE + kind(types.charAt(i))).u1(slots[i]);
    }
    if (receiverSlot >= 0) {
      before.u1(DUP).u1(STORE + 4).u1(receiverSlot);
    }
    call(before, wrap.before());
    for (int i = 0; i < slots.length; i++) {
      load(before, i);
    }
  }

  private void call(Bytes code, HookCall call) {
    if (call == null) {
      return;
    }
    for (int i = 0; i < call.operands(); i++) {
      load(code, call.operand(i));
    }
    code.u1(INVOKESTATIC).u2(additions.method(hookClass, call.hook(), call.descriptor()));
  }

  private void load(Bytes code, int operand) {
    if (operand == HookCall.RESULT) {
      code.u1(LOAD + resultKind).u1(resultSlot);
    } else if (operand == HookCall.RECEIVER) {
      code.u1(LOAD + 4).u1(receiverSlot);
    } else {
      code.u1(LOAD + kind(types.charAt(operand))).u1(slots[operand]);
    }
  }

  /** The first letter of each argument's type, then of the result's. */
  static String types(String descriptor) {
    StringBuilder letters = new StringBuilder();
    for (int i = 1; i < descriptor.length(); i++) {
      char letter = descriptor.charAt(i);
      if (letter != ')') {
        letters.append(letter);
        i = FrameTypes.endOfType(descriptor, i) - 1;
      }
    }
    return letters.toString();
  }

  /** 0 for what is an int on the stack, then long, float, double and reference: the order of the instructions. */
  static int kind(char letter) {
    switch (letter) {
      case 'J':
        return 1;
      case 'F':
        return 2;
      case 'D':
        return 3;
      case 'L':
      case '[':
        return 4;
      default:
        return 0;
    }
  }

  static int size(int kind) {
    return kind == 1 || kind == 3 ? 2 : 1;
  }
}
