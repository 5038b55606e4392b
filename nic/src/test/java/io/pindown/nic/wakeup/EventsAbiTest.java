package io.pindown.nic.wakeup;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.nic.abi.Abi;
import io.pindown.nic.ffi.LibcEvents;
import io.pindown.nic.ffi.NativeLibrary;
import java.lang.invoke.MethodHandle;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What eventfd and the epoll of these tests claim about C. */
class EventsAbiTest {
  @TempDir Path directory;

  @Test
  void everyConstantIsAsTheCompilerHasIt() throws Exception {
    Abi abi = new Abi().constantsOf(LibcEvents.class);
    assertThat(abi.size()).isEqualTo(4);
    abi.verify(directory, List.of("sys/eventfd.h", "sys/resource.h"), Map.of());
  }

  @Test
  void epollIsAsTheCompilerHasIt() throws Exception {
    Abi abi = new Abi().structuresOf(Epoll.class);
    abi.constant("EPOLL_CTL_ADD", Epoll.EPOLL_CTL_ADD).constant("EPOLLIN", Epoll.EPOLLIN);
    abi.constant("EPOLLET", Integer.toUnsignedLong(Epoll.EPOLLET)).constant("EPOLL_CLOEXEC", Epoll.EPOLL_CLOEXEC);
    abi.verify(directory, List.of("sys/epoll.h"), Map.of());
  }

  @Test
  void everyHandleIsBoundToTheSymbolOfItsName() throws IllegalAccessException, ReflectiveOperationException {
    Field library = Class.forName("io.pindown.nic.ffi.Libc").getDeclaredField("LIBRARY");
    library.setAccessible(true);
    assertThat(symbols(LibcEvents.class, (NativeLibrary) library.get(null)))
        .containsExactlyInAnyOrder("eventfd", "eventfd_read", "eventfd_write", "getrlimit");
    assertThat(symbols(Epoll.class, Epoll.LIBRARY)).containsExactlyInAnyOrder("epoll_create1", "epoll_ctl", "epoll_wait");
  }

  private static List<String> symbols(Class<?> type, NativeLibrary library) throws IllegalAccessException {
    List<String> bound = new ArrayList<>();
    for (Field field : type.getDeclaredFields()) {
      if (field.getType() == MethodHandle.class) {
        field.setAccessible(true);
        String symbol = library.symbolOf((MethodHandle) field.get(null));
        assertThat(field.getName()).isEqualTo(symbol + "$MH");
        bound.add(symbol);
      }
    }
    return bound;
  }
}
