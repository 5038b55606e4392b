package io.pindown.agent.adapter;

import io.pindown.agent.Log;
import io.pindown.cache.Lease;
import io.pindown.cache.RegistrationCache;
import java.util.concurrent.atomic.AtomicInteger;

/** One protection domain's registration cache, from its first registration to its end. Thread-safe. */
final class DisniCache {
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final RegistrationCache<DisniRegion> registrations;

  DisniCache(DisniLibrary library, DisniDomain domain) {
    registrations = RegistrationCache.of(new DisniRegistrar(library, domain), CacheSettings.named("disni-" + NUMBER.incrementAndGet()));
  }

  /** A view of a registration, which carries its lease; null if there can be none. */
  Object lend(long address, int length, int access) {
    Lease<DisniRegion> lease;
    try {
      lease = registrations.acquire(address, length, access);
    } catch (RuntimeException refused) {
      Log.debug("registration of " + length + " bytes left to DiSNI: " + refused);
      return null;
    }
    try {
      DisniRegion view = (DisniRegion) lease.handle().pindownView(address, length);
      view.pindownTicket(new Ticket(lease));
      return view;
    } catch (Throwable e) {
      lease.release();
      Log.error("adapter " + AdapterTable.DISNI + " cannot make a view: " + e);
      return null;
    }
  }

  /** Deregisters all that no program holds, before it returns. */
  void close() {
    registrations.close();
    Log.info("cache of a deallocated protection domain: " + registrations.statistics());
  }
}
