package io.pindown.it.app;

import io.pindown.registry.EventKind;
import java.util.Arrays;
import java.util.function.LongBinaryOperator;

/** Sinks of a program's own at the agent's hooks, found by name as core finds them. */
final class Sinks {
  private Sinks() {}

  private static Class<?> hooks() throws ClassNotFoundException {
    return Class.forName("java.lang.$PindownHooks", false, null);
  }

  static boolean subscribe(LongBinaryOperator everyKind) throws ReflectiveOperationException {
    LongBinaryOperator[] sinks = new LongBinaryOperator[EventKind.values().length];
    Arrays.fill(sinks, everyKind);
    return subscribe(sinks);
  }

  static boolean subscribe(LongBinaryOperator[] sinks) throws ReflectiveOperationException {
    return (boolean) hooks().getMethod("subscribe", LongBinaryOperator[].class).invoke(null, (Object) sinks);
  }

  static boolean unsubscribe(LongBinaryOperator[] sinks) throws ReflectiveOperationException {
    return (boolean) hooks().getMethod("unsubscribe", LongBinaryOperator[].class).invoke(null, (Object) sinks);
  }

  static long lost() throws ReflectiveOperationException {
    return ((long[]) hooks().getField("lost").get(null))[0];
  }
}
