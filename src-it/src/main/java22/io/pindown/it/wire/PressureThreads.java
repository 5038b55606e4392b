package io.pindown.it.wire;

import io.pindown.cache.Lease;
import io.pindown.nic.uring.Region;
import io.pindown.registrar.RegistrarException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** Several threads against a device that cannot hold what they use. Each has a number of rounds to get through, in a bounded time. */
final class PressureThreads {
  private static final int THREADS = 4;
  private static final int ROUNDS = 400;
  private static final int BLOCKS_EACH = 12;
  private static final int GREED = 8;
  private static final long SECONDS = 20;

  private PressureThreads() {}

  /** How one thread does one round, with its own blocks, of which the first has the number {@code first}. */
  private interface Round {
    void run(int first, SplittableRandom random, MemorySegment arrived) throws Exception;
  }

  /** At most as many leases as threads, which the device can hold: nobody may be refused. */
  static void oneLeaseEach(PressureScene scene) throws Exception {
    LongAdder refused = new LongAdder();
    run(scene, (first, random, arrived) -> {
      try {
        scene.use(first + random.nextInt(BLOCKS_EACH), arrived);
      } catch (RegistrarException e) {
        refused.increment();
        scene.put("refusal", e.getMessage());
      }
    });
    scene.put("refused", refused.sum());
  }

  /** Each thread takes leases until it has enough or is refused, sends, and gives all back: together they want more than there is. */
  static void asManyAsTheyGet(PressureScene scene) throws Exception {
    LongAdder refused = new LongAdder();
    run(scene, (first, random, arrived) -> {
      List<Lease<Region>> held = new ArrayList<>();
      int from = random.nextInt(BLOCKS_EACH);
      try {
        for (int i = 0; i < GREED; i++) {
          int block = first + (from + i) % BLOCKS_EACH;
          Lease<Region> lease = scene.lease(block);
          held.add(lease);
          scene.send(lease, scene.block(block), arrived);
        }
      } catch (RegistrarException e) {
        if (e.reason() != RegistrarException.Reason.PRESSURE) {
          throw e;
        }
        refused.increment();
      } finally {
        held.forEach(Lease::release);
      }
    });
    scene.put("refused", refused.sum());
    MemorySegment arrived = PressureScene.room(PressureApp.BLOCK);
    for (int i = 0; i < scene.blocks(); i++) {
      scene.use(i, arrived); // nothing is in use any more, so nothing may be refused
    }
  }

  private static void run(PressureScene scene, Round round) throws Exception {
    scene.allocate(THREADS * BLOCKS_EACH, PressureApp.BLOCK);
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    List<Future<Integer>> all = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      int number = i;
      all.add(
          threads.submit((Callable<Integer>) () -> {
            SplittableRandom random = new SplittableRandom(number);
            MemorySegment arrived = PressureScene.room(PressureApp.BLOCK);
            for (int done = 0; done < ROUNDS; done++) {
              round.run(number * BLOCKS_EACH, random, arrived);
            }
            return ROUNDS;
          }));
    }
    threads.shutdown();
    boolean ended = threads.awaitTermination(SECONDS, TimeUnit.SECONDS);
    scene.put("ended", ended);
    if (!ended) {
      StringBuilder stacks = new StringBuilder();
      Thread.getAllStackTraces().forEach((thread, stack) -> stacks.append(thread).append(' ').append(List.of(stack)).append('\n'));
      throw new IllegalStateException("not every thread has done its rounds in " + SECONDS + " s\n" + stacks);
    }
    int rounds = 0;
    for (Future<Integer> each : all) {
      rounds += each.get();
    }
    scene.put("rounds", rounds);
  }
}
