package io.pindown.registry;

import java.util.function.LongBinaryOperator;

/** Has what the agent's hook class has, and makes address spaces that are linked to it. One test at a time. */
public final class StandInHooks {
  public static volatile long expected;
  public static volatile long proven;
  public static volatile long[] lost = new long[1];
  public static volatile Runnable prove;
  static volatile LongBinaryOperator[] sinks;

  private StandInHooks() {}

  public static boolean subscribe(LongBinaryOperator[] given) {
    sinks = given;
    return true;
  }

  /** An address space that no hooks feed, in a JVM without them. */
  public static AddressSpace none() {
    return AddressSpace.hookable();
  }

  /** An address space whose hooks are proven to see just that. */
  public static AddressSpace proving(long expectedMask, long provenMask) {
    expected = expectedMask;
    proven = provenMask;
    prove = null;
    lost = new long[1];
    AddressSpace space = AddressSpace.hookable();
    HookLink link = new HookLink(StandInHooks.class);
    space.linked(link);
    link.subscribe(EventSink.all(space));
    return space;
  }
}
