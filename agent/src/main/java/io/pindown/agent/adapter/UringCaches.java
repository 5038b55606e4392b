package io.pindown.agent.adapter;

import io.pindown.agent.Log;
import io.pindown.agent.observe.Observation;
import io.pindown.cache.Lease;
import io.pindown.cache.RegistrationCache;
import io.pindown.registrar.Access;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One registration cache per ring, from its first registration to its close. Called by the advice in Ring and Region, hence
 * public; of no use to anybody else. Thread-safe.
 *
 * <p>A ring has its cache in a field, and nothing but that field keeps either: what lives as long as the process, such as the watches of what is registered, has
 * weak references to both. So a ring that is forgotten can be collected with the classes of its application, as without the agent.
 */
public final class UringCaches {
  /** By ring, each of which is equal to itself only. */
  private static final Map<Object, WeakReference<UringCache>> OPEN = new WeakHashMap<>();
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private UringCaches() {}

  /** The cache of a ring, made by the first who asks; null when the ring is closed or the library is not as expected. */
  public static Object open(Object ring) {
    if (Observation.current() != null) {
      return null;
    }
    synchronized (OPEN) {
      UringCache cache = referred(OPEN.get(ring));
      if (cache == null) {
        try {
          UringLibrary library = new UringLibrary(ring.getClass());
          if (!library.isOpen(ring)) {
            return null;
          }
          cache = new UringCache(library, ring);
        } catch (ReflectiveOperationException e) {
          Log.error("adapter " + AdapterTable.URING + " does not know this version of pindown-nic, which works uncached: " + e);
          return null;
        }
        OPEN.put(ring, new WeakReference<>(cache));
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
    Lease<WeakReference<Object>> lease;
    try {
      lease = open.registrations.acquire(address, length, Access.LOCAL_READ | Access.LOCAL_WRITE);
    } catch (RuntimeException refused) {
      Log.debug("register of " + length + " bytes left to the library: " + refused);
      return null;
    }
    try {
      return open.library.view(lease.handle().get(), address, length, lease); // there, as long as the cache is
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
      cache = referred(OPEN.remove(ring));
    }
    if (cache != null) {
      cache.registrations.close();
      Log.info("cache of a closed ring: " + cache.registrations.statistics());
    }
  }

  private static UringCache referred(WeakReference<UringCache> reference) {
    return reference == null ? null : reference.get();
  }

  /** What a ring has in its field. Keeps the ring's registrations, which those who hold their leases know by weak references. */
  static final class UringCache {
    private final UringLibrary library;
    private final Object ring;
    private final Map<Object, WeakReference<Object>> regions = new ConcurrentHashMap<>();
    private final RegistrationCache<WeakReference<Object>> registrations;

    UringCache(UringLibrary library, Object ring) {
      this.library = library;
      this.ring = ring;
      this.registrations = RegistrationCache.of(new UringRegistrar(new WeakReference<>(this)), CacheSettings.named("uring-" + NUMBER.incrementAndGet()));
    }

    WeakReference<Object> pin(long address, long length) throws Throwable {
      Object region = library.pin(ring, address, length);
      boolean kept = false;
      try {
        WeakReference<Object> reference = new WeakReference<>(region);
        regions.put(region, reference);
        kept = true;
        return reference;
      } finally {
        if (!kept) {
          library.unpin(region);
        }
      }
    }

    void unpin(Object region) throws Throwable {
      try {
        library.unpin(region);
      } finally {
        regions.remove(region);
      }
    }
  }
}
