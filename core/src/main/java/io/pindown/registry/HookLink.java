package io.pindown.registry;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.function.LongBinaryOperator;

/**
 * The way to the agent's hook class, which lives inside java.base and is found by name: this module knows no agent.
 *
 * <p>See docs/how-it-works.md for the hook class's side.
 */
final class HookLink implements HookSource {
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

  /** Null if the hooks are not installed yet. */
  @Override
  public long[] lost() {
    if (hooks == null) {
      return new long[1];
    }
    try {
      return (long[]) field("lost").get(null);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("hook class " + HOOKS + " has no readable field lost", e);
    }
  }

  @Override
  public void subscribe(LongBinaryOperator[] sinks) {
    try {
      Method subscribe = hooks.getMethod("subscribe", LongBinaryOperator[].class);
      subscribe.invoke(null, (Object) sinks);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("hook class " + HOOKS + " takes no sinks", e);
    }
  }

  @Override
  public void narrow(LongBinaryOperator[] sinks, long fewest, byte[] marks, long[][] tags) {
    try {
      hooks.getMethod("narrow", LongBinaryOperator[].class, long.class, byte[].class, long[][].class).invoke(null, sinks, fewest, marks, tags);
    } catch (ReflectiveOperationException e) {
      // hooks that deliver everything
    }
  }

  @Override
  public Coverage coverage() {
    if (hooks == null) {
      return Coverage.NONE;
    }
    try {
      return new Coverage(expected.getLong(null), proven.getLong(null));
    } catch (ReflectiveOperationException e) {
      return Coverage.NONE;
    }
  }

  @Override
  public boolean seesFromStart() {
    try {
      return hooks != null && field("fromStart").getBoolean(null);
    } catch (ReflectiveOperationException | IllegalStateException e) {
      return false;
    }
  }

  @Override
  public void prove() {
    try {
      if (hooks != null && field("prove").get(null) instanceof Runnable prove) {
        prove.run();
      }
    } catch (ReflectiveOperationException | IllegalStateException e) {
      // an agent that proves everything at its start has no such field
    }
  }
}
