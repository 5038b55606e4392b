package io.pindown.nic.fabric;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/** Of the handlers that change during a call, those of native code are put back, and those of the JVM stay. Signals that nobody sends and that do no harm. */
class HandlersKeptTest {
  private static final int SIGURG = 23;
  private static final int SIGWINCH = 28;
  private static final Signal WINDOW = new Signal("WINCH");

  @AfterEach
  void putBack() {
    Signal.handle(WINDOW, SignalHandler.SIG_DFL);
  }

  /** As a native library does it, by a handler of its own. */
  private static void replace(int signal) {
    try {
      Linker linker = Linker.nativeLinker();
      MethodHandle set = linker.downcallHandle(linker.defaultLookup().find("signal").orElseThrow(), FunctionDescriptor.of(ADDRESS, JAVA_INT, ADDRESS));
      MemorySegment before = (MemorySegment) set.invokeExact(signal, linker.defaultLookup().find("abs").orElseThrow());
      assertThat(before.address()).isNotEqualTo(-1);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void whatTheApplicationAsksForMeanwhileStays() {
    long urgent = SignalActions.handler(SIGURG);
    long window = SignalActions.handler(SIGWINCH);
    long result = SignalActions.kept(() -> {
      replace(SIGURG);
      Signal.handle(WINDOW, signal -> {}); // stands for another thread at this moment
      return 7;
    });
    assertThat(result).isEqualTo(7);
    assertThat(SignalActions.handler(SIGURG)).as("the library's is gone").isEqualTo(urgent);
    assertThat(SignalActions.handler(SIGWINCH)).as("the application's is there").isNotEqualTo(window).isNotZero();
  }

  /** Also one that a library takes from the application. */
  @Test
  void whatTheApplicationHadIsPutBack() {
    Signal.handle(WINDOW, signal -> {});
    long window = SignalActions.handler(SIGWINCH);
    SignalActions.kept(() -> {
      replace(SIGWINCH);
      return 0;
    });
    assertThat(SignalActions.handler(SIGWINCH)).isEqualTo(window);
  }
}
