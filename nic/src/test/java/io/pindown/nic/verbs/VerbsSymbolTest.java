package io.pindown.nic.verbs;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.invoke.MethodHandle;
import java.lang.reflect.Field;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** A handle named after one function and bound to another would compile, link and nearly work. */
class VerbsSymbolTest {
  private static final String SUFFIX = "$MH";

  @Test
  void everyHandleIsBoundToTheSymbolOfItsName() throws IllegalAccessException {
    if (Libibverbs.cause() != null) {
      System.out.println("SKIPPED VerbsSymbolTest: " + Libibverbs.cause());
    }
    Assumptions.assumeTrue(Libibverbs.cause() == null, Libibverbs.cause());
    int checked = 0;
    for (Class<?> type : List.of(DeviceCalls.class, ObjectCalls.class)) {
      for (Field field : type.getDeclaredFields()) {
        if (field.getType() == MethodHandle.class) {
          field.setAccessible(true);
          String name = field.getName().substring(0, field.getName().length() - SUFFIX.length());
          assertThat(Libibverbs.LIBRARY.symbolOf((MethodHandle) field.get(null))).as(field.toString()).isEqualTo(name);
          checked++;
        }
      }
    }
    assertThat(checked).isGreaterThan(25);
  }
}
