package io.pindown.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.cache.RefusingRegistrar.DeviceError;
import io.pindown.registrar.RegistrarException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntFunction;

/** Threads that each lease blocks at random a number of times, one at a time, and count what they got. */
final class PressureThreads {
  private final int count;
  private final int rounds;
  private final int blocks;
  private final boolean own;
  private final IntFunction<Lease<?>> cache;
  private final LongAdder leased = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final Queue<Throwable> unexpected = new ConcurrentLinkedQueue<>();

  PressureThreads(int count, int rounds, int blocks, IntFunction<Lease<?>> cache) {
    this(count, rounds, blocks, false, cache);
  }

  /** @param own whether each thread has so many blocks to itself; else all share them */
  PressureThreads(int count, int rounds, int blocks, boolean own, IntFunction<Lease<?>> cache) {
    this.count = count;
    this.rounds = rounds;
    this.blocks = blocks;
    this.own = own;
    this.cache = cache;
  }

  void runAll() throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int number = i;
      Thread thread = new Thread(() -> run(number), "presses " + i);
      thread.setDaemon(true);
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join(TimeUnit.SECONDS.toMillis(60));
      assertThat(thread.isAlive()).as("wedged: %s at %s", thread.getName(), List.of(thread.getStackTrace())).isFalse();
    }
  }

  private void run(int number) {
    SplittableRandom random = new SplittableRandom(number);
    for (int i = 0; i < rounds; i++) {
      int block = random.nextInt(blocks) + (own ? number * blocks : 0);
      try {
        Lease<?> lease = cache.apply(block);
        leased.increment();
        if (lease.handle() == null) {
          unexpected.add(new AssertionError("a lease without a registration"));
        }
        Thread.onSpinWait();
        lease.release();
      } catch (RegistrarException | DeviceError e) {
        refused.increment();
      } catch (Throwable e) {
        unexpected.add(e);
      }
    }
  }

  int count() {
    return count;
  }

  long acquires() {
    return (long) count * rounds;
  }

  long leased() {
    return leased.sum();
  }

  long refused() {
    return refused.sum();
  }

  Queue<Throwable> unexpected() {
    return unexpected;
  }
}
