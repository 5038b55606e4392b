package io.pindown.it.app;

import io.pindown.cache.CacheOptions;
import io.pindown.cache.Lease;
import io.pindown.cache.RegistrationCache;
import io.pindown.registrar.Access;
import io.pindown.registrar.Registrar;
import io.pindown.registrar.RegistrarException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A program whose registrar throws whatever can be thrown, from each of its methods, and one that never comes back from the cache's own thread. What the program prints is the
 * same with the agent and without.
 */
public final class HostileRegistrarApp {
  /** What it prints. */
  public static final int LINES = 2 * Failure.values().length + 3;

  private static final int ROUNDS = 20;
  private static final int BYTES = 1_000_003;

  private HostileRegistrarApp() {}

  /** What is thrown. */
  private enum Failure {
    RUNTIME,
    PRESSURE,
    STALE,
    CLOSED,
    OTHER,
    ERROR,
    THREAD_DEATH,
    STACK,
    MEMORY,
    CHECKED;

    @SuppressWarnings({"removal", "deprecation"})
    Throwable make() {
      return switch (this) {
        case RUNTIME -> new IllegalStateException("of the device's library");
        case PRESSURE, STALE, CLOSED, OTHER -> new RegistrarException(RegistrarException.Reason.valueOf(name()), "of the device");
        case ERROR -> new LinkageError("of the device's library");
        case THREAD_DEATH -> new ThreadDeath();
        case STACK -> new StackOverflowError();
        case MEMORY -> new OutOfMemoryError("of the device's library");
        case CHECKED -> new Exception("from a language that does not mind");
      };
    }
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void raise(Throwable t) throws T {
    throw (T) t;
  }

  /** Fails where it is told to. */
  private static final class Device implements Registrar<Long> {
    final AtomicLong registered = new AtomicLong();
    volatile Throwable atRegister;
    volatile Throwable atDeregister;
    volatile CountDownLatch hung;

    @Override
    public Long register(long address, long length, int access) {
      if (atRegister != null) {
        HostileRegistrarApp.<RuntimeException>raise(atRegister);
      }
      registered.incrementAndGet();
      return address;
    }

    @Override
    public void deregister(Long handle) {
      registered.decrementAndGet();
      CountDownLatch toHang = hung;
      if (toHang != null && Thread.currentThread().getName().startsWith("pindown-reaper")) {
        toHang.countDown();
        while (true) {
          java.util.concurrent.locks.LockSupport.park();
        }
      }
      if (atDeregister != null) {
        HostileRegistrarApp.<RuntimeException>raise(atDeregister);
      }
    }
  }

  public static void main(String[] arguments) throws Exception {
    Artefact artefact = new Artefact();
    Device device = new Device();
    RegistrationCache<Long> cache = RegistrationCache.of(device, CacheOptions.defaults("hostile"));
    for (Failure failure : Failure.values()) {
      System.out.println("register " + failure + ": " + registering(cache, device, failure.make()));
      System.out.println("deregister " + failure + ": " + deregistering(cache, device, failure.make()));
    }
    System.out.println("nothing left: " + device.registered.get() + " " + cache.statistics().live() + " " + cache.statistics().pinnedBytes());
    try (Lease<Long> lease = cache.acquire(ByteBuffer.allocateDirect(BYTES), Access.LOCAL_READ)) {
      artefact.put("cached", lease.isCached());
    }
    cache.flush();
    device.hung = new CountDownLatch(1);
    System.out.println("hanging: " + hanging(cache, device, artefact));
    artefact.write();
    System.out.println("the end"); // and the JVM ends, although a thread is in the registrar still
  }

  private static String registering(RegistrationCache<Long> cache, Device device, Throwable failure) throws Exception {
    device.atRegister = failure;
    Throwable thrown = null;
    ByteBuffer buffer = ByteBuffer.allocateDirect(BYTES);
    try {
      cache.acquire(buffer, Access.LOCAL_READ).release();
    } catch (Throwable e) {
      thrown = e;
    } finally {
      device.atRegister = null;
    }
    boolean goesOn;
    try (Lease<Long> lease = cache.acquire(buffer, Access.LOCAL_READ)) {
      goesOn = lease.handle() != null;
    }
    OffHeap.invokeCleaner(buffer);
    cache.flush();
    return thrown == failure && goesOn ? "thrown" : "but " + thrown;
  }

  private static String deregistering(RegistrationCache<Long> cache, Device device, Throwable failure) throws Exception {
    device.atDeregister = failure;
    long failed = cache.statistics().failedDeregistrations();
    try {
      for (int i = 0; i < ROUNDS; i++) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(BYTES);
        cache.acquire(buffer, Access.LOCAL_READ).release();
        OffHeap.invokeCleaner(buffer);
      }
      cache.flush();
    } catch (Throwable e) {
      return "but " + e;
    } finally {
      device.atDeregister = null;
    }
    return "counted " + (cache.statistics().failedDeregistrations() - failed);
  }

  /** One thread never comes back from the registrar; frees, hits and misses of others do. */
  private static String hanging(RegistrationCache<Long> cache, Device device, Artefact artefact) throws Exception {
    List<ByteBuffer> kept = new ArrayList<>();
    boolean hung = false;
    for (int i = 0; i < ROUNDS || !hung && cache.statistics().oneUseTotal() == 0 && i < 100_000; i++) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(BYTES);
      cache.acquire(buffer, Access.LOCAL_READ).release();
      cache.acquire(buffer, Access.LOCAL_READ).release();
      if (i < ROUNDS) {
        kept.add(ByteBuffer.allocateDirect(BYTES));
        cache.acquire(kept.get(i), Access.LOCAL_READ).release();
      }
      OffHeap.invokeCleaner(buffer);
      hung = hung || device.hung.await(60, java.util.concurrent.TimeUnit.MILLISECONDS); // which the cache's thread needs to come by
    }
    artefact.put("hung", hung);
    int handles = 0;
    for (ByteBuffer buffer : kept) {
      try (Lease<Long> lease = cache.acquire(buffer, Access.LOCAL_READ)) {
        handles += lease.handle() != null ? 1 : 0;
      }
    }
    return "others go on, " + handles;
  }
}
