package io.pindown.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.registrar.Access;
import io.pindown.registrar.Registrar;
import io.pindown.registry.AddressSpace;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nothing that is not in use is registered after a flush or a close, whoever was about to deregister it: the device may be closed next. */
@Timeout(120)
class FlushRaceTest {
  private static final long AT = 0x7e30_0000_0000L;
  private static final int SIZE = 64 << 10;
  private static final int ROUNDS = 6_000;
  private static final int CLOSES = 1_200;

  private final AddressSpace space = AddressSpace.detached();
  private final AtomicInteger registered = new AtomicInteger();
  private final AtomicBoolean over = new AtomicBoolean();

  private final Registrar<Integer> device =
      new Registrar<>() {
        @Override
        public Integer register(long address, long length, int access) {
          return registered.incrementAndGet();
        }

        @Override
        public void deregister(Integer handle) {
          registered.decrementAndGet();
        }
      };

  private void useAndFree(RegistrationCache<Integer> cache) {
    space.allocated(AT, SIZE);
    cache.acquire(AT, SIZE, Access.LOCAL_READ).release();
    space.freed(AT);
  }

  @Test
  void nothingIsRegisteredAfterAFlush() throws InterruptedException {
    try (RegistrationCache<Integer> cache = RegistrationCache.of(device, CacheOptions.defaults("flushed"), space)) {
      Thread other = new Thread(() -> {
        while (!over.get()) {
          cache.reap(); // as the cache's own thread does
        }
      });
      other.start();
      try {
        for (int round = 0; round < ROUNDS; round++) {
          useAndFree(cache);
          cache.flush();
          assertThat(registered).as("round %s", round).hasValue(0);
          assertThat(cache.statistics().invalidations()).as("counted before it is gone").isEqualTo(round + 1L);
        }
      } finally {
        over.set(true);
        other.join();
      }
    }
  }

  @Test
  void norAfterAClose() throws InterruptedException {
    for (int round = 0; round < CLOSES; round++) {
      RegistrationCache<Integer> cache = RegistrationCache.of(device, CacheOptions.defaults("closed"), space);
      useAndFree(cache);
      Thread other = new Thread(cache::reap);
      other.start();
      cache.close();
      int left = registered.get();
      other.join();
      assertThat(left).as("round %s", round).isZero();
    }
  }
}
