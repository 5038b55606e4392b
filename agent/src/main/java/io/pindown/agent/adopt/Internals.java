package io.pindown.agent.adopt;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** The JDK's own classes, fields and methods, by name, with the rights of java.base. Immutable. */
final class Internals {
  private final MethodHandles.Lookup lookup;

  /** @param lookup a lookup of java.base */
  Internals(MethodHandles.Lookup lookup) {
    this.lookup = lookup;
  }

  static Class<?> type(String name) throws ClassNotFoundException {
    return Class.forName(name, false, null);
  }

  /** @throws NoSuchFieldException if this JDK's class has no such field */
  VarHandle field(Class<?> owner, String name) throws ReflectiveOperationException {
    return MethodHandles.privateLookupIn(owner, lookup).unreflectVarHandle(owner.getDeclaredField(name));
  }

  VarHandle field(String owner, String name) throws ReflectiveOperationException {
    return field(type(owner), name);
  }

  /** A method without parameters. */
  MethodHandle method(String owner, String name) throws ReflectiveOperationException {
    Class<?> type = type(owner);
    return MethodHandles.privateLookupIn(type, lookup).unreflect(type.getDeclaredMethod(name));
  }
}
