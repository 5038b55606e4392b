package io.pindown.nic.ffi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NativeExceptionTest {
  private static final int NO_SUCH_DESCRIPTOR = 1_000_000;

  @Test
  void errnoOfARealCallIsCapturedAndNamed() {
    NativeException failure =
        catchThrowableOfType(NativeException.class, () -> NativeException.check("close", Libc.close(NO_SUCH_DESCRIPTOR)));
    assertThat(failure.errno()).isEqualTo(Errno.EBADF);
    assertThat(failure.call()).isEqualTo("close");
    assertThat(failure).hasMessage("close: EBADF (9, Bad file descriptor)");
  }

  @Test
  void resultsFromZeroOnPass() {
    assertThat(NativeException.check("x", 0)).isZero();
    assertThat(NativeException.check("x", 1L << 40)).isEqualTo(1L << 40);
    assertThatThrownBy(() -> NativeException.check("x", -12L)).hasMessageContaining("ENOMEM");
  }

  @Test
  void anUnknownNumberIsShownAsItIs() {
    assertThat(Errno.name(4711)).isEqualTo("errno 4711");
    assertThat(Errno.name(41)).isEqualTo("errno 41");
    assertThat(Errno.name(0)).isEqualTo("errno 0");
    assertThat(Errno.name(-1)).isEqualTo("errno -1");
  }

  @Test
  void errnoIsOfTheCallingThread() throws Exception {
    List<Callable<Boolean>> calls =
        IntStream.range(0, 4).<Callable<Boolean>>mapToObj(i -> () -> sameErrnoEachTime(i % 2 == 0)).toList();
    try (ExecutorService threads = Executors.newFixedThreadPool(calls.size())) {
      for (Future<Boolean> result : threads.invokeAll(calls)) {
        assertThat(result.get()).isTrue();
      }
    }
  }

  private static boolean sameErrnoEachTime(boolean descriptor) {
    for (int i = 0; i < 20_000; i++) {
      int result = descriptor ? Libc.close(NO_SUCH_DESCRIPTOR) : Libc.munmap(1, 4096);
      if (result != (descriptor ? -Errno.EBADF : -Errno.EINVAL)) {
        return false;
      }
    }
    return true;
  }
}
