package io.pindown.nic.uring;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** Work that blocks, each in a thread of its own: the common pool has one thread on a small machine. */
final class Background {
  private static final Executor EACH =
      work -> {
        Thread thread = new Thread(work, "background");
        thread.setDaemon(true);
        thread.start();
      };

  private Background() {}

  static <T> CompletableFuture<T> of(Supplier<T> work) {
    return CompletableFuture.supplyAsync(work, EACH);
  }
}
