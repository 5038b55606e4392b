package io.pindown.nic.fabric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Everything closes in any order, twice, and under the hands of who uses it. */
@RequiresLibfabric
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CloseTest {
  @ParameterizedTest
  @CsvSource({"'tcp;ofi_rxm', 1", "'tcp;ofi_rxm', 2", "'tcp;ofi_rxm', 3", "shm, 1", "shm, 2", "shm, 3"})
  void inAnyOrder(String provider, int seed) {
    Pair pair = new Pair(provider);
    MemoryRegion region = pair.domain.register(pair.memory(4096, 0).address(), 4096, MemoryAccess.SEND);
    List<FabricObject> all = new ArrayList<>(List.of(pair.fabric, pair.domain, region));
    for (Pair.End end : List.of(pair.a, pair.b)) {
      all.addAll(List.of(end.queue(), end.vector(), end.endpoint()));
    }
    Collections.shuffle(all, new Random(seed));
    for (FabricObject object : all) {
      object.close();
      object.close();
      assertThat(object.isOpen()).isFalse();
    }
    assertThat(pair.domain.registrations()).isZero();
    pair.arena.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp;ofi_rxm", "shm"})
  void theFabricTakesEverythingWithIt(String provider) {
    Pair pair = new Pair(provider);
    MemoryRegion region = pair.domain.register(pair.memory(4096, 0).address(), 4096, MemoryAccess.SEND);
    pair.close();
    assertThat(region.isOpen()).isFalse();
    assertThat(pair.a.endpoint().isOpen()).isFalse();
    assertThatThrownBy(() -> pair.domain.register(4096, 4096, MemoryAccess.SEND))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Domain")
        .hasMessageContaining("closed");
    assertThatThrownBy(() -> pair.a.queue().poll()).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> pair.a.endpoint().send(4096, 1, 0, 0, 0)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> pair.fabric.domain(pair.info)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aCloseWaitsForTheCallThatIsInside() throws Exception {
    try (Pair pair = new Pair("shm")) {
      CompletionQueue queue = pair.a.queue();
      queue.enter();
      Thread closer = new Thread(queue::close);
      closer.start();
      while (queue.isOpen()) {
        Thread.onSpinWait();
      }
      closer.join(200); // what would be long enough for one that does not wait
      boolean waits = closer.isAlive();
      queue.leave();
      closer.join();
      assertThat(waits).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp;ofi_rxm", "shm"})
  void aQueueThatIsReadMayBeClosed(String provider) throws Exception {
    try (Pair pair = new Pair(provider)) {
      CountDownLatch reading = new CountDownLatch(1);
      AtomicReference<Throwable> end = new AtomicReference<>();
      Thread reader =
          new Thread(
              () -> {
                try {
                  while (true) {
                    pair.a.queue().poll();
                    reading.countDown();
                  }
                } catch (Throwable t) {
                  end.set(t);
                }
              });
      reader.start();
      reading.await();
      pair.a.queue().close();
      reader.join();
      assertThat(end.get()).isInstanceOf(IllegalStateException.class);
      assertThat(pair.a.endpoint().isOpen()).as("what depended on it").isFalse();
      assertThat(pair.b.endpoint().isOpen()).isTrue();
    }
  }
}
