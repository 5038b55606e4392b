package io.pindown.registry;

import java.util.function.Function;
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

  /** Hooks that see everything come to an address space that had {@link #none}. */
  public static void link(AddressSpace space) {
    ProcessSpace.link(space, new Answering(owner -> Adoption.UNKNOWN, 0));
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

  /**
   * An address space whose hooks see everything, and answer so when they are asked for a container.
   *
   * @param base of a container of 64 KiB that they have adopted before they answer; 0 for none
   */
  public static AddressSpace answering(Function<Object, Adoption> answer, long base) {
    AddressSpace space = AddressSpace.hookable();
    space.linked(new Answering(answer, base));
    return space;
  }

  private record Answering(Function<Object, Adoption> answer, long base) implements HookSource {
    private static final long[] LOST = new long[1];

    @Override
    public long[] lost() {
      return LOST;
    }

    @Override
    public void subscribe(LongBinaryOperator[] given) {}

    @Override
    public Adoption adopt(Object owner, long start, long end, Adopter adopter) {
      if (base != 0 && adopter.record(base, 65_536, false)) {
        adopter.rely(base, 65_536, false);
      }
      return answer.apply(owner);
    }

    @Override
    public Coverage coverage() {
      return Coverage.COMPLETE;
    }

    @Override
    public void prove() {}
  }
}
