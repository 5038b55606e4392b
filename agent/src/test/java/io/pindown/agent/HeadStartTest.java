package io.pindown.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class HeadStartTest {
  @Test
  void whoWaitsForItIsInterruptedStill() {
    assertThat(onAThread(() -> {
      Thread.currentThread().interrupt();
      HeadStart begun = HeadStart.begin(null); // nothing is packaged here, so nothing is defined
      HeadStart.end(begun);
      return Thread.interrupted() && Thread.getAllStackTraces().keySet().stream().noneMatch(thread -> thread.getName().equals("pindown-start"));
    })).isTrue();
  }

  @Test
  void noneIsAtItsEnd() {
    HeadStart.end(null);
  }

  private static <T> T onAThread(Supplier<T> asked) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    new Thread(() -> {
      try {
        answer.complete(asked.get());
      } catch (Throwable e) {
        answer.completeExceptionally(e);
      }
    }).start();
    return answer.join();
  }
}
