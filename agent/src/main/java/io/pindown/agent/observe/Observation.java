package io.pindown.agent.observe;

import io.pindown.agent.AgentOptions;
import io.pindown.agent.hook.Inside;
import io.pindown.cache.CacheOptions;
import io.pindown.cache.CacheStatistics;
import io.pindown.cache.MemlockLimit;
import io.pindown.cache.RegistrationCache;
import io.pindown.counters.ProcessCounters;
import io.pindown.registry.AddressSpace;
import java.lang.instrument.Instrumentation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * {@code mode=observe}: what the program hands to sockets and to NIC libraries is treated as if it were registered, with a real cache over the real
 * watches and a registrar that pins nothing. Nothing else is changed. One at a time in a JVM. Thread-safe.
 */
public final class Observation {
  /** The one that goes on; null mostly. */
  private static volatile Observation current;

  private final Inside inside;
  private final AgentOptions options;
  private final AddressSpace space;
  private final AllocationSites sites;
  private final SiteCounters shown;
  private final ObservingRegistrar registrar;
  private final RegistrationCache<Long> cache;
  private final Transfers transfers;
  private final TransferHooks hooks;
  private final Map<String, Way> libraries = new ConcurrentHashMap<>();
  private final long begun = System.nanoTime();
  private CostModel cost; // guarded by this once there is one

  private Observation(Instrumentation instrumentation, Inside inside, AgentOptions options, CacheOptions limits) {
    this.inside = inside;
    this.options = options;
    this.cost = options.cost();
    this.space = AddressSpace.process();
    this.sites = new AllocationSites(space);
    this.shown = new SiteCounters(sites);
    this.registrar = new ObservingRegistrar(sites);
    this.cache = RegistrationCache.of(registrar, limits, space);
    this.transfers = new Transfers(cache, inside);
    this.hooks = new TransferHooks(instrumentation, inside);
  }

  /**
   * Begins one; harmless while one goes on. The class PindownTransfers has been defined.
   *
   * @param limits of the cache that is observed
   */
  public static synchronized Observation start(Instrumentation instrumentation, Inside inside, AgentOptions options, CacheOptions limits) {
    if (current == null) {
      Observation started = new Observation(instrumentation, inside, options, limits);
      started.sites.begun(1L << 12, 1L << 12); // the first time loads classes, which no allocation should
      RegistrationSites.want(false); // there is one who is told of beginnings
      started.space.tellBeginnings(started.sites::begun);
      // proofs that were put off take a while, which no transfer should
      started.space.covers(false);
      started.space.covers(true);
      started.hooks.install(started.transfers);
      current = started;
      ProcessCounters.beside(started.shown);
    }
    return current;
  }

  /** Ends the one that goes on: the hooks go out, and the cache is closed. Returns what was observed, or null if none went on. */
  public static synchronized ObservedFigures stop() {
    Observation last = current;
    if (last == null) {
      return null;
    }
    current = null;
    ProcessCounters.beside(null);
    last.shown.end();
    last.hooks.remove();
    last.space.tellBeginnings(null);
    ObservedFigures figures = last.figures();
    last.cache.close();
    return figures;
  }

  /** The one that goes on, or null. */
  public static Observation current() {
    return current;
  }

  /**
   * A library is about to register memory. Called by the adapters.
   *
   * @param owner the buffer that the memory belongs to, or null
   * @return whether that is observed: the library then goes its own way
   */
  public static boolean observes(String library, long address, long length, Object owner) {
    Observation now = current;
    if (now == null) {
      return false;
    }
    now.transfers.registration(now.libraries.computeIfAbsent(library, Way::new), address, length, owner);
    return true;
  }

  /** What was observed so far. Measures the cost of a registration the first time, if nothing was said of it. */
  public ObservedFigures figures() {
    cache.reap(); // what has changed since its thread looked last has, too
    CacheStatistics statistics = cache.statistics();
    List<WayFigures> ways = new ArrayList<>();
    ways.add(transfers.channels().figures());
    ways.add(transfers.transports().figures());
    libraries.values().forEach(library -> ways.add(library.figures()));
    ways.removeIf(way -> way.transfers() == 0);
    return new ObservedFigures(
        (System.nanoTime() - begun) / 1e9,
        List.copyOf(ways),
        transfers.heap().figures(),
        statistics.hits(),
        statistics.misses(),
        statistics.oneUse(),
        statistics.invalidations(),
        cache.staleReusesPrevented(),
        statistics.evictions(),
        registrar.registrations(),
        registrar.pages(),
        transfers.usedPages(),
        registrar.pinned(),
        registrar.peak(),
        cache.options().maxBytes(),
        options.memlock() > 0 ? options.memlock() : MemlockLimit.current(),
        transfers.sizes(),
        sites.top(10),
        sites.unknown(),
        transfers.failed() + hooks.missed(),
        cost());
  }

  private synchronized CostModel cost() {
    CostModel known = cost;
    if (known == null) {
      known = UringCost.measured(inside);
      cost = known;
    }
    return known;
  }

  /** The cache that is observed. */
  public RegistrationCache<?> cache() {
    return cache;
  }

  /** Methods that should be there and are not, so that what goes through them is not seen; for people. */
  public List<String> unseen() {
    return hooks.unseen();
  }
}
