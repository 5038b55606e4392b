package io.pindown.agent.point;

/**
 * What is put around a call: a hook before it, one after it, and one for when it throws; each may be missing. Or, for a
 * method that makes downcall handles, the replacement of what it returns.
 */
public final class Wrap {
  private final HookCall before;
  private final HookCall after;
  private final HookCall onThrow;
  private final int symbolSlot;
  private final int descriptorSlot;

  private Wrap(HookCall before, HookCall after, HookCall onThrow, int symbolSlot, int descriptorSlot) {
    this.before = before;
    this.after = after;
    this.onThrow = onThrow;
    this.symbolSlot = symbolSlot;
    this.descriptorSlot = descriptorSlot;
  }

  static Wrap none() {
    return new Wrap(null, null, null, 0, 0);
  }

  static Wrap before(HookCall call) {
    return new Wrap(call, null, null, 0, 0);
  }

  static Wrap after(HookCall call) {
    return new Wrap(null, call, null, 0, 0);
  }

  /** For natives that report failure by their result. */
  static Wrap around(HookCall before, HookCall after) {
    return new Wrap(before, after, null, 0, 0);
  }

  /** For natives that can throw: the end is delivered either way. */
  static Wrap bracket(HookCall begin, HookCall end) {
    return new Wrap(begin, end, end, 0, 0);
  }

  /** @param symbolSlot the local variable that holds the function's address, 0 when the handle takes it as an argument */
  static Wrap linked(int symbolSlot, int descriptorSlot) {
    return new Wrap(null, null, null, symbolSlot, descriptorSlot);
  }

  public HookCall before() {
    return before;
  }

  public HookCall after() {
    return after;
  }

  public HookCall onThrow() {
    return onThrow;
  }

  /** Whether the method's returned handle is replaced, rather than a call in it wrapped. */
  public boolean replacesResult() {
    return descriptorSlot > 0;
  }

  public int symbolSlot() {
    return symbolSlot;
  }

  public int descriptorSlot() {
    return descriptorSlot;
  }

  /** Whether the hooks need the receiver of the wrapped call. */
  public boolean usesReceiver() {
    return uses(before) || uses(after) || uses(onThrow);
  }

  private static boolean uses(HookCall call) {
    return call != null && call.uses(HookCall.RECEIVER);
  }
}
