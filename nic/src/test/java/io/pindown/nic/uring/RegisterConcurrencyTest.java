package io.pindown.nic.uring;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@RequiresIoUring
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RegisterConcurrencyTest {
  private static final int THREADS = 6;
  private static final int ROUNDS = 5000;
  /** Fewer than the threads want at a time, so that the table is full now and then. */
  private static final int SLOTS = 10;

  @Test
  void noSlotHasTwoOwnersAndNoneIsLost() throws Exception {
    AtomicIntegerArray owners = new AtomicIntegerArray(SLOTS);
    AtomicInteger full = new AtomicInteger();
    try (Ring ring = Ring.open(RingOptions.defaults().withRegions(SLOTS)); Arena arena = Arena.ofShared();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      MemorySegment memory = arena.allocate(THREADS * Pages.PAGE, Pages.PAGE);
      List<Callable<Void>> tasks = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        MemorySegment own = memory.asSlice(thread * Pages.PAGE, Pages.PAGE);
        tasks.add(
            () -> {
              for (int round = 0; round < ROUNDS; round++) {
                holdTwo(ring, own, owners, full);
              }
              return null;
            });
      }
      for (Future<Void> done : threads.invokeAll(tasks)) {
        done.get();
      }
      assertThat(ring.regionCount()).isZero();
      List<Region> all = new ArrayList<>();
      for (int i = 0; i < SLOTS; i++) {
        all.add(ring.register(memory));
      }
      assertThat(all).extracting(Region::index).doesNotHaveDuplicates();
    }
    System.out.println("table full " + full + " times of " + 2 * THREADS * ROUNDS);
  }

  private static void holdTwo(Ring ring, MemorySegment memory, AtomicIntegerArray owners, AtomicInteger full) {
    try (Region first = ring.register(memory)) {
      assertThat(owners.incrementAndGet(first.index())).isEqualTo(1);
      try (Region second = ring.register(memory)) {
        assertThat(owners.incrementAndGet(second.index())).isEqualTo(1);
        owners.decrementAndGet(second.index());
      } catch (RegionException e) {
        assertThat(e.reason()).isEqualTo(RegionException.Reason.TABLE_FULL);
        full.incrementAndGet();
      } finally {
        owners.decrementAndGet(first.index());
      }
    } catch (RegionException e) {
      assertThat(e.reason()).isEqualTo(RegionException.Reason.TABLE_FULL);
      full.incrementAndGet();
    }
  }

  @Test
  void threadsThatCloseTheSameRegionFreeItOnce() throws Exception {
    try (Ring ring = Ring.open(RingOptions.defaults().withRegions(SLOTS)); Arena arena = Arena.ofShared();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      MemorySegment memory = arena.allocate(Pages.PAGE, Pages.PAGE);
      for (int round = 0; round < 500; round++) {
        Region region = ring.register(memory);
        Region kept = ring.register(memory);
        Callable<Void> close =
            () -> {
              region.close();
              return null;
            };
        for (Future<Void> done : threads.invokeAll(List.of(close, close, close))) {
          done.get();
        }
        assertThat(ring.regionCount()).isEqualTo(1);
        kept.close();
      }
    }
  }

  @Test
  void regionsComeAndGoWhileAnotherThreadSends() throws Exception {
    try (Ring ring = Ring.open(); Arena arena = Arena.ofShared(); NativeFile file = NativeFile.inMemory("pindown-test");
        ExecutorService threads = Executors.newFixedThreadPool(2)) {
      MemorySegment memory = Bytes.random(arena, 1 << 16, 4);
      MemorySegment churned = arena.allocate(1 << 16, Pages.PAGE);
      List<Callable<Void>> churn = new ArrayList<>();
      AtomicInteger stop = new AtomicInteger();
      for (int i = 0; i < 2; i++) {
        churn.add(
            () -> {
              while (stop.get() == 0) {
                ring.register(churned).close();
              }
              return null;
            });
      }
      List<Future<Void>> running = churn.stream().map(threads::submit).toList();
      MemorySegment read = arena.allocate(memory.byteSize());
      for (int round = 0; round < 500; round++) {
        try (Region region = ring.register(memory)) {
          ring.writeFixed(file.fd(), 0, region, memory.address(), memory.byteSize());
        }
        assertThat(file.read(0, read)).isEqualTo(memory.byteSize());
        assertThat(read.mismatch(memory)).isEqualTo(-1);
        read.fill((byte) 0);
      }
      stop.set(1);
      for (Future<Void> thread : running) {
        thread.get();
      }
    }
  }
}
