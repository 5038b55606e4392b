package io.pindown.it.app;

import io.pindown.cache.CacheOptions;
import io.pindown.cache.Lease;
import io.pindown.cache.RegistrationCache;
import io.pindown.registrar.Access;
import io.pindown.registrar.Registrar;
import io.pindown.registry.AddressSpace;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel.MapMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Threads that allocate, map, clean and drop buffers while the agent comes in, and use each through a cache, before and after. No
 * registration that a buffer gets may be older than the buffer; and when all buffers are gone, nothing of what was theirs may be known.
 */
public final class AttachUnderLoadApp {
  private static final int THREADS = 3;
  private static final int HELD = 40;
  private static final int AFTER = 3_000;

  private final AtomicLong clock = new AtomicLong();
  private final AtomicLong stale = new AtomicLong();
  private final AtomicLong cached = new AtomicLong();
  private final AtomicLong rounds = new AtomicLong();
  private final Queue<long[]> places = new ConcurrentLinkedQueue<>();
  private final AddressSpace space = AddressSpace.process();
  private final RegistrationCache<Long> cache = RegistrationCache.of(new Clocked(), CacheOptions.defaults("load"));
  private final AtomicLong older = new AtomicLong();
  private volatile boolean attached;
  private volatile long attachedAt;
  private volatile Throwable failure;

  private AttachUnderLoadApp() {}

  /** A registration is when it was made. */
  private final class Clocked implements Registrar<Long> {
    @Override
    public Long register(long address, long length, int access) {
      return clock.incrementAndGet();
    }

    @Override
    public void deregister(Long handle) {
      // nothing is pinned
    }
  }

  /** A buffer, and when it was there. */
  private record Held(ByteBuffer buffer, long since) {}

  public static void main(String[] args) throws Exception {
    AttachUnderLoadApp app = new AttachUnderLoadApp();
    Artefact artefact = new Artefact();
    try (MappedFile file = new MappedFile(300_007)) {
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        Random random = new Random(i);
        threads.add(new Thread(() -> app.work(file, random)));
      }
      threads.forEach(Thread::start);
      Meeting.until("a thousand rounds", () -> app.rounds.get() > 1_000 || app.failure != null);
      app.attachedAt = app.clock.get(); // before the test attaches: what is older is older than the hooks
      Meeting.ready();
      artefact.put("hooked", app.space.hooked());
      app.attached = true;
      for (Thread thread : threads) {
        thread.join();
      }
      app.settle(artefact);
    }
    artefact.write();
  }

  private void work(MappedFile file, Random random) {
    List<Held> held = new ArrayList<>();
    try {
      Held kept = new Held(ByteBuffer.allocateDirect(20_011), clock.incrementAndGet());
      for (int after = 0; after < AFTER; after += attached ? 1 : 0) {
        if (held.size() < HELD) {
          boolean map = random.nextInt(8) == 0;
          ByteBuffer buffer = map
              ? file.channel.map(MapMode.READ_ONLY, random.nextInt(9_000), 1 + random.nextInt(200_000))
              : ByteBuffer.allocateDirect(1 + random.nextInt(random.nextInt(10) == 0 ? 400_000 : 9_000));
          places.add(new long[] {OffHeap.address(buffer), buffer.capacity()});
          held.add(new Held(buffer, clock.incrementAndGet()));
        }
        use(held.get(random.nextInt(held.size())));
        use(kept);
        if (random.nextInt(2) == 0) {
          Held gone = held.remove(random.nextInt(held.size()));
          if (random.nextInt(16) != 0) { // or left to the collector
            OffHeap.invokeCleaner(gone.buffer);
          }
        }
        rounds.incrementAndGet();
      }
      for (Held left : held) {
        use(left);
        OffHeap.invokeCleaner(left.buffer);
      }
    } catch (Throwable e) {
      failure = e;
    }
  }

  private void use(Held held) {
    try (Lease<Long> lease = cache.acquire(held.buffer, Access.LOCAL_READ)) {
      if (lease.handle() < held.since) {
        stale.incrementAndGet();
      }
      if (lease.isCached()) {
        cached.incrementAndGet();
        older.addAndGet(held.since < attachedAt ? 1 : 0);
      }
    }
  }

  /** What was dropped is collected; then nothing that was a buffer's may be in a known container. */
  private void settle(Artefact artefact) {
    Meeting.until("the end of all containers where buffers were", () -> {
      System.gc();
      return known() == 0;
    });
    artefact.put("known", known());
    artefact.put("stale", stale.get());
    artefact.put("older", older.get() > 0);
    artefact.put("cached", cached.get() > 0);
    artefact.put("hits", cache.statistics().hits() > 0);
    artefact.put("failure", failure);
    cache.close();
  }

  private long known() {
    long known = 0;
    for (long[] place : places) {
      known += space.containerAround(place[0], place[0] + place[1]) == 0 ? 0 : 1;
    }
    return known;
  }
}
