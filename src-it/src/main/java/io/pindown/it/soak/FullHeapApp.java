package io.pindown.it.soak;

import io.pindown.cache.CacheOptions;
import io.pindown.cache.Lease;
import io.pindown.cache.RegistrationCache;
import io.pindown.it.app.Artefact;
import io.pindown.it.app.Meeting;
import io.pindown.it.app.OffHeap;
import io.pindown.registrar.Access;
import io.pindown.registrar.Registrar;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Threads allocate blocks, lease and free them, and share one, while another thread fills the heap to its last object, holds it, and lets go, for so many
 * seconds and until somebody had no memory for a lease.
 * Whoever is out of memory goes on with the next block. Nothing that was registered before a block began may be leased for it; and afterwards all is as if there had
 * always been memory.
 */
public final class FullHeapApp {
  private static final int SIZE = 200_003;
  private static final int USES = 5;
  private static final int WORKERS = 3;
  private static final int SOME = 200;
  private static final int FEW = 5;
  private static final int MOST_FILLED = 200;
  private static final int LATER = 1_000;

  private final AtomicLong clock = new AtomicLong();
  private final AtomicLong uses = new AtomicLong();
  private final AtomicLong stale = new AtomicLong();
  private final AtomicLong sameAddress = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong failedReleases = new AtomicLong();
  private final AtomicLong live = new AtomicLong();
  private volatile Throwable unexpected;
  private volatile boolean over;
  private final RegistrationCache<Long> cache = RegistrationCache.of(new Dated(), CacheOptions.defaults("full-heap"));

  private FullHeapApp() {}

  /** A device whose registrations are when they were made. */
  private final class Dated implements Registrar<Long> {
    @Override
    public Long register(long address, long length, int access) {
      Long handle = Long.valueOf(clock.incrementAndGet());
      live.incrementAndGet();
      return handle;
    }

    @Override
    public void deregister(Long handle) {
      live.decrementAndGet();
    }
  }

  public static void main(String[] args) throws Exception {
    new FullHeapApp().run(Long.parseLong(args[0]));
  }

  private void run(long seconds) throws Exception {
    Artefact artefact = new Artefact();
    artefact.write(); // so that what it needs of the JDK is loaded with memory
    long shared = OffHeap.allocate(SIZE);
    use(shared, 0); // what is proven when a cache is first used is proven with memory: otherwise nothing would be cached at all
    Meeting.until("the rest of the cache's thread", FullHeapApp::reaperRests); // a class that fails to initialise for want of memory fails for ever
    long end = System.nanoTime() + seconds * 1_000_000_000L;
    Thread[] workers = new Thread[WORKERS];
    for (int i = 0; i < WORKERS; i++) {
      workers[i] = new Thread(() -> work(shared), "worker-" + i);
      workers[i].start();
    }
    HeapHog hog = new HeapHog();
    while (System.nanoTime() - end < 0 || refused.get() == 0 && hog.filled() < MOST_FILLED) {
      long before = uses.get();
      Meeting.until("some uses with memory", () -> uses.get() - before > SOME || unexpected != null);
      long refusedBefore = refused.get();
      hog.fillAndLetGo(() -> refused.get() > refusedBefore + FEW);
    }
    over = true;
    for (Thread worker : workers) {
      worker.join();
    }
    artefact.put("filled", hog.filled());
    artefact.put("uses", uses.get());
    artefact.put("stale", stale.get());
    artefact.put("same-address", sameAddress.get());
    artefact.put("refused", refused.get());
    artefact.put("failed-releases", failedReleases.get());
    if (unexpected != null) {
      artefact.failure("unexpected", unexpected);
    }
    OffHeap.free(shared);
    later(artefact);
    cache.close();
    artefact.put("left", live.get());
    artefact.put("pinned", cache.statistics().pinnedBytes());
    artefact.write();
  }

  /** It has shown what there is to be shown of the cache, and with that loaded what it needs. */
  private static boolean reaperRests() {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().equals("pindown-reaper-full-heap") && thread.getState() == Thread.State.TIMED_WAITING);
  }

  private void work(long shared) {
    long last = 0;
    while (!over) {
      long block;
      try {
        block = OffHeap.allocate(SIZE);
      } catch (OutOfMemoryError e) {
        continue;
      }
      if (block == last) {
        sameAddress.incrementAndGet();
      }
      last = block;
      long born = clock.incrementAndGet();
      for (int i = 0; i < USES; i++) {
        use(block, born);
        use(shared, 0);
      }
      OffHeap.free(block);
    }
  }

  private void use(long block, long born) {
    Lease<Long> lease;
    try {
      lease = cache.acquire(block, SIZE, Access.LOCAL_READ);
    } catch (OutOfMemoryError e) {
      refused.incrementAndGet();
      return;
    } catch (Throwable e) {
      unexpected = e;
      return;
    }
    uses.incrementAndGet();
    if (lease.handle() < born) {
      stale.incrementAndGet();
    }
    try {
      lease.release();
    } catch (Throwable e) {
      failedReleases.incrementAndGet();
    }
  }

  /** With memory: a block of its own is registered once, and is deregistered by the cache's own thread when it has gone. */
  private void later(Artefact artefact) throws Exception {
    long before = clock.get();
    long block = OffHeap.allocate(SIZE);
    Thread[] all = new Thread[WORKERS];
    for (int i = 0; i < WORKERS; i++) {
      all[i] = new Thread(() -> {
        for (int n = 0; n < LATER; n++) {
          use(block, before);
        }
      });
      all[i].start();
    }
    for (Thread each : all) {
      each.join();
    }
    artefact.put("registered-later", clock.get() - before);
    OffHeap.free(block);
    Meeting.until("the cache's thread has deregistered everything", () -> live.get() == 0);
    if (unexpected != null) {
      artefact.failure("unexpected", unexpected);
    }
  }
}
