package io.pindown.agent.adapter;

import io.pindown.agent.Log;
import io.pindown.cache.Lease;
import io.pindown.cache.RegistrationCache;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;

/** One UcpContext's registration cache, from its first registration to its close. Thread-safe. */
final class JucxContext {
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final JucxLibrary library;
  private final Object context;
  private volatile RegistrationCache<JucxMemory> registrations;
  private boolean closed; // guarded by this

  JucxContext(JucxLibrary library, Object context) {
    this.library = library;
    this.context = context;
  }

  /**
   * A view of a registration, which carries its lease; null if there can be none.
   *
   * @param buffer kept from being collected by the view, as the library's own handle would; by nothing else here
   */
  Object lend(long address, long length, int access, ByteBuffer buffer) {
    if (!Serving.serves(AdapterTable.JUCX, address, length, buffer)) {
      return null;
    }
    RegistrationCache<JucxMemory> cache = registrations;
    if (cache == null && (cache = open()) == null) {
      return null;
    }
    Lease<JucxMemory> lease;
    try {
      lease = cache.acquire(address, length, access, buffer);
    } catch (RuntimeException refused) {
      Log.debug("registration of " + length + " bytes left to jucx: " + refused);
      return null;
    }
    try {
      JucxMemory view = (JucxMemory) lease.handle().pindownView(address, length);
      view.pindownTicket(new Ticket(lease));
      if (buffer != null) {
        view.pindownData(buffer);
      }
      return view;
    } catch (Throwable e) {
      lease.release();
      Log.error("adapter " + AdapterTable.JUCX + " cannot make a view: " + e);
      return null;
    }
  }

  private synchronized RegistrationCache<JucxMemory> open() {
    if (registrations == null && !closed) {
      registrations = RegistrationCache.of(new JucxRegistrar(library, context), CacheSettings.named("jucx-" + NUMBER.incrementAndGet()));
    }
    return registrations;
  }

  /** Deregisters all that no program holds, before it returns. */
  synchronized void close() {
    closed = true;
    RegistrationCache<JucxMemory> last = registrations;
    if (last != null) {
      last.close();
      Log.info("cache of a closed UcpContext: " + last.statistics());
    }
  }
}
