package io.pindown.registry;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.function.LongBinaryOperator;

/**
 * The way to the agent's hook class, which lives inside java.base and is found by name: this module knows no agent.
 *
 * <p>See docs/how-it-works.md for the hook class's side.
 */
final class HookLink {
  /** No hooks were found. */
  static final HookLink NONE = new HookLink(null);

  private static final String HOOKS = "java.lang.$PindownHooks";

  private final Class<?> hooks;
  private final Field expected;
  private final Field proven;

  HookLink(Class<?> hooks) {
    this.hooks = hooks;
    this.expected = field("expected");
    this.proven = field("proven");
  }

  /** The hooks of this JVM, or {@link #NONE}. */
  static HookLink find() {
    try {
      HookLink found = new HookLink(Class.forName(HOOKS, false, null));
      return found.lost() == null ? NONE : found;
    } catch (ReflectiveOperationException | IllegalStateException | LinkageError e) {
      return NONE; // not there, or not of this kind: the same as no hooks
    }
  }

  private Field field(String name) {
    try {
      return hooks == null ? null : hooks.getField(name);
    } catch (NoSuchFieldException e) {
      throw new IllegalStateException("hook class " + HOOKS + " has no public field " + name, e);
    }
  }

  /** The cell that a hook moves when a sink has thrown; null if the hooks are not installed yet. */
  long[] lost() {
    if (hooks == null) {
      return new long[1];
    }
    try {
      return (long[]) field("lost").get(null);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("hook class " + HOOKS + " has no readable field lost", e);
    }
  }

  void subscribe(AddressSpace space) {
    LongBinaryOperator[] sinks = new LongBinaryOperator[EventKind.values().length];
    for (int kind = 0; kind < sinks.length; kind++) {
      sinks[kind] = new Sink(space, kind);
    }
    try {
      Method subscribe = hooks.getMethod("subscribe", LongBinaryOperator[].class);
      subscribe.invoke(null, (Object) sinks);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("hook class " + HOOKS + " takes no sinks", e);
    }
  }

  Coverage coverage() {
    if (hooks == null) {
      return Coverage.NONE;
    }
    try {
      return new Coverage(expected.getLong(null), proven.getLong(null));
    } catch (ReflectiveOperationException e) {
      return Coverage.NONE;
    }
  }

  /** Lets the agent fire the events that it has not proven yet. */
  void prove() {
    try {
      if (hooks != null && field("prove").get(null) instanceof Runnable prove) {
        prove.run();
      }
    } catch (ReflectiveOperationException | IllegalStateException e) {
      // an agent that proves everything at its start has no such field
    }
  }

  /** What the hook class calls: one object a kind of event. */
  private static final class Sink implements LongBinaryOperator {
    private final AddressSpace space;
    private final int kind;

    Sink(AddressSpace space, int kind) {
      this.space = space;
      this.kind = kind;
    }

    @Override
    public long applyAsLong(long a, long b) {
      switch (kind) {
        case 0 -> space.allocated(a, b);
        case 1 -> space.freed(a);
        case 2 -> space.reallocationBegin(a, b);
        case 3 -> space.reallocationEnd(a, b);
        case 4 -> space.mapped(a, b);
        case 5 -> space.unmapped(a, b);
        case 6 -> space.changeBegin(a, b);
        case 7 -> space.changeEnd(a, b);
        case 8 -> space.truncationBegin();
        case 9 -> space.truncationEnd();
        default -> space.arenaClosed();
      }
      return 0;
    }
  }
}
