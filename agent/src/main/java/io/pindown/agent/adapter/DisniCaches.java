package io.pindown.agent.adapter;

import io.pindown.agent.Log;
import io.pindown.registrar.Access;
import java.io.IOException;

/** What the advice in DiSNI's classes calls, hence public; of no use to anybody else. Thread-safe. */
public final class DisniCaches {
  private static final int KNOWN_RIGHTS = Access.LOCAL_WRITE | Access.REMOTE_WRITE | Access.REMOTE_READ | Access.REMOTE_ATOMIC;

  private static final Object OPENING = new Object();
  private static volatile boolean said;

  private DisniCaches() {}

  /**
   * A leased view of a registration, or null: then the library's own method runs, and says what is wrong.
   *
   * @param access IBV_ACCESS_ bits, whose values are those of {@link Access}; with others, such as on-demand paging, nothing is cached
   */
  public static Object register(Object dispatcher, Object domain, long address, int length, int access) {
    if (!Serving.isAllowed() || !(domain instanceof DisniDomain) || length <= 0 || address <= 0 || (access & ~KNOWN_RIGHTS) != 0) {
      return null;
    }
    if (!Serving.serves(AdapterTable.DISNI, address, length, null)) {
      return null;
    }
    DisniDomain of = (DisniDomain) domain;
    DisniCache cache = (DisniCache) of.pindownCache();
    if (cache == null && (cache = open(dispatcher, of)) == null) {
      return null;
    }
    return of.isOpen() ? cache.lend(address, length, access) : null;
  }

  private static DisniCache open(Object dispatcher, DisniDomain domain) {
    synchronized (OPENING) {
      if (domain.pindownCache() == null && domain.isOpen()) {
        try {
          domain.pindownCache(new DisniCache(new DisniLibrary(domain.getClass(), dispatcher), domain));
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
          if (!said) {
            said = true;
            Log.error("adapter " + AdapterTable.DISNI + " does not know this version of DiSNI, which works uncached: " + e);
          }
        }
      }
      return (DisniCache) domain.pindownCache();
    }
  }

  /**
   * Gives a view back; false for a registration of the device's, which the library then deregisters itself.
   *
   * @throws IOException if the view was given back before, as the library does
   */
  public static boolean deregister(Object region) throws IOException {
    Object ticket = region instanceof DisniRegion ? ((DisniRegion) region).pindownTicket() : null;
    if (ticket == null) {
      return false;
    }
    ((DisniRegion) region).close();
    if (!((Ticket) ticket).end()) {
      throw new IOException("this memory region has been deregistered before");
    }
    return true;
  }

  /** Ends the cache of a domain that is about to be deallocated. */
  public static void close(Object domain) {
    if (domain instanceof DisniDomain) {
      DisniCache cache = (DisniCache) ((DisniDomain) domain).pindownCache();
      if (cache != null) {
        cache.close();
      }
    }
  }
}
