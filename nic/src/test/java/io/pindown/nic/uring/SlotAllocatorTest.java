package io.pindown.nic.uring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SlotAllocatorTest {
  @Test
  void givesEachNumberOnceAndThenNone() {
    for (int capacity : new int[] {1, 2, 7, SlotAllocator.MAX_CAPACITY}) {
      SlotAllocator slots = new SlotAllocator(capacity);
      assertThat(slots.free()).isEqualTo(capacity);
      int[] taken = IntStream.range(0, capacity).map(i -> slots.take()).toArray();
      assertThat(taken).containsExactlyInAnyOrder(IntStream.range(0, capacity).toArray());
      assertThat(slots.take()).isEqualTo(-1);
      assertThat(slots.free()).isZero();
      for (int slot : taken) {
        slots.give(slot);
      }
      assertThat(slots.free()).isEqualTo(capacity);
    }
  }

  @Test
  void theLastReturnedComesFirst() {
    SlotAllocator slots = new SlotAllocator(5);
    int first = slots.take();
    int second = slots.take();
    slots.give(first);
    slots.give(second);
    assertThat(slots.take()).isEqualTo(second);
    assertThat(slots.take()).isEqualTo(first);
  }

  @Test
  void capacityHasBounds() {
    assertThatThrownBy(() -> new SlotAllocator(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new SlotAllocator(SlotAllocator.MAX_CAPACITY + 1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void noNumberHasTwoOwnersUnderContention() throws Exception {
    int capacity = 3;
    int threads = 4;
    SlotAllocator slots = new SlotAllocator(capacity);
    AtomicIntegerArray owners = new AtomicIntegerArray(capacity);
    Callable<Integer> task =
        () -> {
          int taken = 0;
          while (taken < 50_000) { // not so many tries: those that have a number may be stopped for longer than these take
            int slot = slots.take();
            if (slot < 0) {
              Thread.onSpinWait();
            } else {
              if (owners.incrementAndGet(slot) != 1) {
                throw new AssertionError("two owners of " + slot);
              }
              owners.decrementAndGet(slot);
              slots.give(slot);
              taken++;
            }
          }
          return taken;
        };
    List<Callable<Integer>> tasks = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      tasks.add(task);
    }
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      for (Future<Integer> done : pool.invokeAll(tasks)) {
        assertThat(done.get()).isEqualTo(50_000);
      }
    }
    assertThat(slots.free()).isEqualTo(capacity);
    assertThat(IntStream.range(0, capacity).map(i -> slots.take()).toArray()).containsExactlyInAnyOrder(0, 1, 2);
  }
}
