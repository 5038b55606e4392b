package io.pindown.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class HeadStartTest {
  @Test
  void noneWhereTheJvmRunsAlready() {
    assertThat(on("Attach Listener", HeadStart::begin)).isNull();
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
