package io.pindown.agent.adapter;

import io.pindown.agent.Log;
import io.pindown.agent.observe.Observation;
import io.pindown.cache.Lease;
import io.pindown.cache.RegistrationCache;
import io.pindown.registrar.Access;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One registration cache per ring, from its first registration to its close. Called by the advice in Ring and Region, hence
 * public; of no use to anybody else. Thread-safe.
 */
public final class UringCaches {
  private static final Map<Object, UringCache> OPEN = new IdentityHashMap<>();
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private UringCaches() {}

  /** The cache of a ring, made by the first who asks; null when the ring is closed or the library is not as expected. */
  public static Object open(Object ring) {
    if (Observation.current() != null) {
      return null;
    }
    synchronized (OPEN) {
      UringCache cache = OPEN.get(ring);
      if (cache == null) {
        try {
          UringLibrary library = new UringLibrary(ring.getClass());
          if (!library.isOpen(ring)) {
            return null;
          }
          cache = new UringCache(library, RegistrationCache.of(new UringRegistrar(library, ring), CacheSettings.named("uring-" + NUMBER.incrementAndGet())));
        } catch (ReflectiveOperationException e) {
          Log.error("adapter " + AdapterTable.URING + " does not know this version of pindown-nic, which works uncached: " + e);
          return null;
        }
        OPEN.put(ring, cache);
      }
      return cache;
    }
  }

  /** A leased view of a registration, or null: then the library's own method runs, and reports what is wrong itself. */
  public static Object acquire(Object cache, long address, long length) {
    if (!Serving.serves(AdapterTable.URING, address, length, null) || cache == null) {
      return null;
    }
    UringCache open = (UringCache) cache;
    Lease<Object> lease;
    try {
      lease = open.registrations.acquire(address, length, Access.LOCAL_READ | Access.LOCAL_WRITE);
    } catch (RuntimeException refused) {
      Log.debug("register of " + length + " bytes left to the library: " + refused);
      return null;
    }
    try {
      return open.library.view(lease.handle(), address, length, lease);
    } catch (Throwable e) {
      lease.release();
      Log.error("adapter " + AdapterTable.URING + " cannot make a view: " + e);
      return null;
    }
  }

  /** Ends a lease; true, so that the library does nothing more. */
  public static boolean release(Object lease) {
    ((Lease<?>) lease).release();
    return true;
  }

  /** Ends the cache of a ring that is about to be closed. */
  public static void close(Object ring) {
    UringCache cache;
    synchronized (OPEN) {
      cache = OPEN.remove(ring);
    }
    if (cache != null) {
      cache.registrations.close();
      Log.info("cache of a closed ring: " + cache.registrations.statistics());
    }
  }

  private static final class UringCache {
    private final UringLibrary library;
    private final RegistrationCache<Object> registrations;

    UringCache(UringLibrary library, RegistrationCache<Object> registrations) {
      this.library = library;
      this.registrations = registrations;
    }
  }
}
