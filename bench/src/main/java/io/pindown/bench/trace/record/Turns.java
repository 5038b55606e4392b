package io.pindown.bench.trace.record;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Several threads that take turns, one at a time, in an order that their owner chooses: an allocator sees as many threads, each with its
 * arena and its thread-local caches, and still the same happens in every run.
 */
final class Turns implements AutoCloseable {
  private static final long LIMIT_SECONDS = 60;

  private final ExecutorService[] threads;

  Turns(String name, int count) {
    threads = new ExecutorService[count];
    for (int i = 0; i < count; i++) {
      String threadName = name + "-" + i;
      threads[i] = Executors.newSingleThreadExecutor(turn -> new Thread(turn, threadName));
    }
  }

  int count() {
    return threads.length;
  }

  /** Has a thread take its turn, and waits for its end. */
  void take(int thread, Runnable turn) {
    Future<?> taken = threads[thread].submit(turn);
    try {
      taken.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a turn was taken", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("a turn failed, or took longer than " + LIMIT_SECONDS + " s", e);
    }
  }

  @Override
  public void close() {
    for (ExecutorService thread : threads) {
      thread.shutdownNow();
    }
  }
}
