package io.pindown.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class HeadStartTest {
  static final String[] NAMES = HeadStart.CLASSES;

  @ParameterizedTest
  @FieldSource("NAMES")
  void whatIsLoadedAheadExists(String name) throws ClassNotFoundException {
    assertThat(Class.forName("io.pindown." + name, false, getClass().getClassLoader())).isNotNull();
  }

  @Test
  void noneWhereTheJvmRunsAlready() {
    assertThat(on("Attach Listener", HeadStart::begin)).isNull();
    HeadStart.end(null);
  }

  @Test
  void whoWaitsForItIsInterruptedStill() {
    assertThat(on("main", () -> {
      HeadStart begun = HeadStart.begin();
      Thread.currentThread().interrupt();
      HeadStart.end(begun);
      return Thread.interrupted() && Thread.getAllStackTraces().keySet().stream().noneMatch(thread -> thread.getName().equals("pindown-start"));
    })).isTrue();
  }

  private static <T> T on(String thread, Supplier<T> asked) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    new Thread(() -> {
      try {
        answer.complete(asked.get());
      } catch (Throwable e) {
        answer.completeExceptionally(e);
      }
    }, thread).start();
    return answer.join();
  }
}
