package io.pindown.nic.wakeup;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.nic.ffi.Libc;
import io.pindown.nic.ffi.LibcConstants;
import io.pindown.nic.ffi.NativeLibrary;
import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What tests do to descriptors behind their owner's back. */
final class Descriptors {
  private static final MethodHandle dup2$MH =
      NativeLibrary.ofCLibrary().bind("dup2", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));

  private Descriptors() {}

  /** Puts a folder, which can be neither read nor written, in a descriptor's place: the number never is free for another test's file. */
  static void replaceByFolder(int fd) {
    int folder = Libc.open("/", LibcConstants.O_RDONLY | LibcConstants.O_CLOEXEC, 0);
    try {
      assertThat((int) dup2$MH.invokeExact(folder, fd)).isEqualTo(fd);
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
    assertThat(Libc.close(folder)).isZero();
  }

  static void closeFolder(int fd) {
    assertThat(Libc.close(fd)).as("still the folder's").isZero();
  }

  /** How many are open. */
  static long count() throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.count();
    }
  }
}
