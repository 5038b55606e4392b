package io.pindown.agent.point;

/** A call of one event method of the hook class, and where each of its arguments comes from. */
public final class HookCall {
  /** Operand: what the wrapped call returned. */
  public static final int RESULT = -1;

  /** Operand: the object that the wrapped method was called on. */
  public static final int RECEIVER = -2;

  private final String hook;
  private final String descriptor;
  private final int[] operands;

  private HookCall(String hook, String descriptor, int[] operands) {
    this.hook = hook;
    this.descriptor = descriptor;
    this.operands = operands;
  }

  /** @param operands indexes of the wrapped call's arguments, or {@link #RESULT} or {@link #RECEIVER} */
  public static HookCall of(String hook, String descriptor, int... operands) {
    return new HookCall(hook, descriptor, operands);
  }

  public String hook() {
    return hook;
  }

  public String descriptor() {
    return descriptor;
  }

  public int operands() {
    return operands.length;
  }

  public int operand(int index) {
    return operands[index];
  }

  /** Whether any argument is {@code operand}. */
  public boolean uses(int operand) {
    for (int used : operands) {
      if (used == operand) {
        return true;
      }
    }
    return false;
  }
}
