package io.pindown.nic.fabric;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.invoke.MethodHandle;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A handle named after one function and bound to another would compile, link and nearly work. */
@RequiresLibfabric
class FabricSymbolTest {
  private static final String SUFFIX = "$MH";

  @Test
  void everyHandleIsBoundToTheSymbolOfItsName() throws IllegalAccessException {
    List<String> checked = new ArrayList<>();
    for (Class<?> type : List.of(Functions.class, SignalActions.class)) {
      for (Field field : type.getDeclaredFields()) {
        if (field.getType() == MethodHandle.class) {
          field.setAccessible(true);
          assertThat(field.getName()).endsWith(SUFFIX);
          String name = field.getName().substring(0, field.getName().length() - SUFFIX.length());
          MethodHandle handle = (MethodHandle) field.get(null);
          String bound = name.startsWith("fi_") ? Functions.LIBRARY.symbolOf(handle) : SignalActions.C.symbolOf(handle);
          assertThat(bound).as(field.toString()).isEqualTo(name);
          checked.add(name);
        }
      }
    }
    assertThat(checked).contains("fi_getinfo", "fi_open", "sigaction").hasSizeGreaterThan(9);
  }
}
