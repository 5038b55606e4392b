package io.pindown.it.soak;

import io.pindown.cache.CacheOptions;
import io.pindown.cache.CacheStatistics;
import io.pindown.cache.Lease;
import io.pindown.cache.RegistrationCache;
import io.pindown.it.app.Artefact;
import io.pindown.registrar.RegistrarException;
import io.pindown.registry.AddressSpace;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * A device with a registration cache in front of it: what the soak's threads send through. Keeps account of the cache. Thread-safe.
 *
 * @param <P> see {@link Nic}
 */
final class Port<P> {
  private static final int QUIET_TRIES = 10_000;
  private static final long QUIET_PAUSE_NANOS = 1_000_000;

  private final String name;
  private final Nic<P> nic;
  private final TallyingRegistrar<P> registrar;
  private final RegistrationCache<Pinned<P>> cache;
  private final Ledger ledger = new Ledger();
  private final Verdict verdict = new Verdict();
  private final LongAdder announced = new LongAdder();
  private final LongAdder gone = new LongAdder();
  private final List<String> broken = new ArrayList<>();

  Port(String name, Nic<P> nic, CacheOptions options, AddressSpace space) {
    this.name = name;
    this.nic = nic;
    this.registrar = new TallyingRegistrar<>(name, nic);
    this.cache = RegistrationCache.of(registrar, options, space);
  }

  /**
   * Sends a part of memory that nobody changes meanwhile, and notes what arrived.
   *
   * @throws RegistrarException if the device refuses to register it
   */
  void send(Extent extent, long from, long length, int access) throws Exception {
    long address = extent.address() + from;
    Lease<Pinned<P>> lease = lease(address, length, access);
    try {
      long changedAt = extent.changedAt(from, length);
      boolean old = lease.handle().born() < changedAt;
      long wrong = nic.send(lease.handle().pin(), address, length, extent.content(), from);
      verdict.sent(length, wrong, extent.sentFirst(changedAt), old, extent);
    } finally {
      lease.release();
      Reference.reachabilityFence(extent); // some are freed by the collector
    }
  }

  /** Leases and gives back, and sends nothing: as a program may do with memory that it is changing. False if the device refuses. */
  boolean touch(long address, long length, int access) {
    try {
      lease(address, length, access).release();
      return true;
    } catch (RegistrarException e) {
      return false;
    }
  }

  /** A lease that the caller gives back. */
  Lease<Pinned<P>> lease(long address, long length, int access) {
    registrar.forgetOwn();
    try {
      Lease<Pinned<P>> lease = cache.acquire(address, length, access);
      ledger.leased(lease, registrar.isOwn(lease.handle()));
      return lease;
    } catch (RegistrarException e) {
      ledger.refused();
      throw e;
    }
  }

  void flush() {
    cache.flush();
  }

  /** Has the cache forget a range; that it says so when done is checked at the end. */
  void invalidate(long address, long length) {
    announced.increment();
    cache.invalidate(address, length, gone::increment);
  }

  String name() {
    return name;
  }

  Nic<P> nic() {
    return nic;
  }

  Verdict verdict() {
    return verdict;
  }

  CacheStatistics statistics() {
    return cache.statistics();
  }

  /** {@link #end}, and writes what there was to see. */
  void close(Artefact artefact) {
    end();
    write(artefact);
  }

  /**
   * Once no lease is out: checks the account, deregisters all and checks again, closes and checks again. The device stays open.
   *
   * @return what did not add up
   */
  List<String> end() {
    settle("quiet");
    cache.flush();
    check("flushed", Identities.brokenIn(cache.statistics(), counts()));
    cache.close();
    check("closed", Identities.brokenAfterClose(cache.statistics(), counts()));
    if (announced.sum() != gone.sum()) {
      broken.add("of " + announced.sum() + " ranges to be forgotten " + gone.sum() + " were said to be gone");
    }
    return broken;
  }

  /** The cache's own thread may be at work still, so what does not add up is looked at again for a while. */
  private void settle(String when) {
    List<String> found = Identities.brokenIn(cache.statistics(), counts());
    for (int left = QUIET_TRIES; left > 0 && !found.isEmpty(); left--) {
      LockSupport.parkNanos(QUIET_PAUSE_NANOS);
      found = Identities.brokenIn(cache.statistics(), counts());
    }
    check(when, found);
  }

  private void check(String when, List<String> found) {
    found.forEach(identity -> broken.add(when + ": " + identity));
  }

  private Counts counts() {
    return Counts.of(ledger, registrar);
  }

  private void write(Artefact artefact) {
    CacheStatistics s = cache.statistics();
    artefact.put(name + "/sends", verdict.sends());
    artefact.put(name + "/bytes", verdict.bytes());
    artefact.put(name + "/wrong-sends", verdict.wrongSends());
    artefact.put(name + "/wrong-bytes", verdict.wrongBytes());
    artefact.put(name + "/lost", verdict.lost());
    artefact.put(name + "/renewed", verdict.renewed());
    artefact.put(name + "/first-wrong", verdict.first());
    artefact.put(name + "/broken", String.join("; ", broken));
    artefact.put(name + "/hits", s.hits());
    artefact.put(name + "/misses", s.misses());
    artefact.put(name + "/joined", ledger.found() - s.hits());
    artefact.put(name + "/registrations", s.registrations());
    artefact.put(name + "/deregistrations", s.deregistrations());
    artefact.put(name + "/invalidations", s.invalidations());
    artefact.put(name + "/in-use-invalidations", s.inUseInvalidations());
    artefact.put(name + "/withdrawn", s.withdrawn());
    artefact.put(name + "/evictions", s.evictions());
    artefact.put(name + "/flushed", s.flushed());
    artefact.put(name + "/one-use", s.oneUse());
    artefact.put(name + "/refused", ledger.refusals());
    artefact.put(name + "/pinned", nic.pinned());
  }
}
