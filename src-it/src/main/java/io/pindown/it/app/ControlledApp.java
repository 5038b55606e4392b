package io.pindown.it.app;

import io.pindown.cache.CacheOptions;
import io.pindown.cache.CacheStatistics;
import io.pindown.cache.RegistrationCache;
import io.pindown.registrar.Access;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;

/**
 * Uses a cache over and over, so that there is something to look at and to change from outside, until it is told to go. Then it frees one buffer and uses the
 * next one, and says what became of that: with hooks the change was seen.
 */
public final class ControlledApp {
  private static final int BUFFERS = 20;
  private static final int BYTES = 100_000;

  private ControlledApp() {}

  public static void main(String[] args) throws Exception {
    Artefact artefact = new Artefact();
    try (RegistrationCache<Long> cache = RegistrationCache.of(new CountingRegistrar(), CacheOptions.defaults("controlled"))) {
      ByteBuffer[] buffers = new ByteBuffer[BUFFERS];
      for (int i = 0; i < BUFFERS; i++) {
        buffers[i] = ByteBuffer.allocateDirect(BYTES);
      }
      Thread user = new Thread(() -> use(cache, buffers));
      user.setDaemon(true);
      user.start();
      Meeting.readyForLong();
      user.interrupt();
      user.join();
      CacheStatistics before = cache.statistics();
      for (ByteBuffer buffer : buffers) {
        cache.acquire(buffer, Access.LOCAL_READ).release();
      }
      CacheStatistics then = cache.statistics();
      artefact.put("hits", then.hits() - before.hits());
      OffHeap.invokeCleaner(buffers[0]);
      cache.acquire(buffers[1], Access.LOCAL_READ).release();
      Meeting.until("what was freed to leave", () -> cache.statistics().live() < BUFFERS);
      artefact.put("invalidations", cache.statistics().invalidations() - before.invalidations());
      artefact.put("live", cache.statistics().live());
      System.err.println("before " + before + "\nthen " + then + "\nnow " + cache.statistics()); // for who looks why a figure is not as it should be
    }
    artefact.write();
  }

  private static void use(RegistrationCache<Long> cache, ByteBuffer[] buffers) {
    while (!Thread.currentThread().isInterrupted()) {
      for (ByteBuffer buffer : buffers) {
        cache.acquire(buffer, Access.LOCAL_READ).release();
      }
      LockSupport.parkNanos(1_000_000); // other tests need the processor, too
    }
  }
}
