package io.pindown.agent.observe;

import io.pindown.counters.ProcessCounters;
import io.pindown.registry.AddressSpace;
import java.util.List;

/**
 * The places in the code whose memory is registered, in the modes that cache: a sample of the registrations has the stack taken, of the thread that uses the
 * memory. Where leases' places are recorded, so is a sample of the allocations, as while somebody observes. Nothing of this is done in a hook otherwise, nor
 * where a registration is found. Thread-safe.
 *
 * <pre>
 * field    written by         access     publishes
 * wanted   want, installing   volatile   whether registrations are looked at
 * sites    the first one,     volatile   the sites so far; kept when they are not wanted any more
 *          allocations
 * shown    as sites           locked     -
 * </pre>
 */
public final class RegistrationSites {
  private static volatile boolean wanted = true;
  private static volatile AllocationSites sites;
  private static SiteCounters shown;
  private static boolean allocations;

  private RegistrationSites() {}

  /** Has a sample of the allocations recorded, too, from now on: it costs where memory is made. */
  public static synchronized void recordAllocations() {
    if (allocations) {
      return;
    }
    allocations = true;
    AllocationSites begun = begin();
    begun.begun(1L << 12, 1L << 12); // the first time loads classes, which no allocation should
    if (wanted) {
      AddressSpace.process().tellBeginnings(begun::begun);
    }
  }

  /** Whether the mode is one that caches. Somebody who observes has sites of his own. */
  public static synchronized void want(boolean now) {
    if (wanted == now) {
      return;
    }
    wanted = now;
    if (allocations) {
      AllocationSites begun = sites;
      AddressSpace.process().tellBeginnings(now ? begun::begun : null);
    }
    if (shown != null) {
      ProcessCounters.beside(now ? shown : null);
      if (!now) {
        shown.hide();
      }
    }
  }

  /** Whole pages were registered, by this thread. */
  public static void registered(long address, long length) {
    if (wanted) {
      AllocationSites to = sites;
      (to == null ? begin() : to).registered(address, length);
    }
  }

  private static synchronized AllocationSites begin() {
    if (sites == null) {
      sites = new AllocationSites(AddressSpace.process());
      shown = new SiteCounters(sites);
      if (wanted) {
        ProcessCounters.beside(shown);
      }
    }
    return sites;
  }

  /** The sites that caused most registrations. */
  public static List<SiteFigures> top(int most) {
    AllocationSites now = sites;
    return now == null ? List.of() : now.top(most);
  }

  /** Registrations whose place was not looked at. */
  public static long unknown() {
    AllocationSites now = sites;
    return now == null ? 0 : now.unknown();
  }
}
