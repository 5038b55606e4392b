package io.pindown.nic.ffi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A handle named after one function and bound to another would compile, link and nearly work. */
class SymbolTest {
  private static final String SUFFIX = "$MH";

  @Test
  void everyHandleIsBoundToTheSymbolOfItsName() throws IllegalAccessException {
    List<String> checked = new ArrayList<>();
    for (Class<?> type : List.of(Libc.class, LibcSockets.class)) {
      for (Field field : type.getDeclaredFields()) {
        if (field.getType() == MethodHandle.class) {
          field.setAccessible(true);
          assertThat(field.getName()).endsWith(SUFFIX);
          String name = field.getName().substring(0, field.getName().length() - SUFFIX.length());
          assertThat(Libc.LIBRARY.symbolOf((MethodHandle) field.get(null))).as(field.toString()).isEqualTo(name);
          checked.add(name);
        }
      }
    }
    assertThat(checked).hasSizeGreaterThan(20).contains("syscall", "mmap", "accept4");
  }

  @Test
  void aSymbolThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> NativeLibrary.ofCLibrary().bind("pindown_no_such_function", FunctionDescriptor.ofVoid()))
        .isInstanceOf(UnsatisfiedLinkError.class)
        .hasMessageContaining("pindown_no_such_function")
        .hasMessageContaining("the C library");
  }
}
