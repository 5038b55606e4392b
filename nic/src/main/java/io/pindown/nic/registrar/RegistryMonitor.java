package io.pindown.nic.registrar;

import io.pindown.cache.OneUse;
import io.pindown.nic.fabric.MemoryMonitor;
import io.pindown.nic.fabric.MonitorImport;
import io.pindown.registry.AddressSpace;
import io.pindown.registry.Watch;
import io.pindown.registry.WatchRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * This process's watches as the memory monitor of libfabric's own registration cache, so that a library that uses libfabric, and knows
 * nothing of Pindown, is never given a stale registration, and libfabric patches no code of this JVM.
 *
 * <p>Nothing of libfabric's is called where memory is freed. libfabric asks at each use of a kept registration ({@link
 * MemoryMonitor#valid}), and the answer is the state of a watch, which was made dirty before the memory was freed. Besides, a thread of
 * this object's tells libfabric of what has become dirty, so that it gives back memory that nobody asks for again.
 *
 * <p>What is not proven covered is used once: memory whose container is not known, everything without the agent. Thread-safe.
 *
 * <p>libfabric registers first and subscribes then. A change that begins and ends between these two, by another thread, of memory that stays
 * in use, such as {@code madvise}, is not seen; a free of memory that is being registered would be the application's error.
 */
public final class RegistryMonitor implements AutoCloseable {
  private static final int ROOM = 256;
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final WatchRegistry registry;
  private final Subscriptions subscriptions;
  private final LongAdder hits = new LongAdder();
  private final LongAdder invalid = new LongAdder();
  private final LongAdder notified = new LongAdder();
  private final Map<OneUse, LongAdder> refused = new EnumMap<>(OneUse.class);
  private boolean explained; // the notifier's
  private final MonitorImport imported;
  private final Thread notifier;

  /**
   * What happened so far, and is there now.
   *
   * @param subscriptions ranges that are watched for libfabric
   * @param hits uses of a kept registration that was good
   * @param invalid uses that would have been of a stale registration
   * @param notified ranges that libfabric was told to forget
   * @param refused registrations that libfabric was told not to keep, by reason
   */
  public record Statistics(int subscriptions, long hits, long invalid, long notified, Map<OneUse, Long> refused) {}

  private RegistryMonitor(AddressSpace space) {
    this.registry = space.newRegistry("libfabric");
    this.subscriptions = new Subscriptions(space, registry);
    for (OneUse reason : OneUse.values()) {
      refused.put(reason, new LongAdder());
    }
    if (space.linkHooks()) { // prove what can be proven before libfabric waits for it
      space.covers(false);
      space.covers(true);
    }
    this.imported = imported();
    Watch[] dirty = new Watch[ROOM];
    this.notifier = new Thread(new Rounds(() -> tell(dirty), this::forgetAll, registry::isClosed, LOOK_NANOS), "pindown-libfabric-monitor");
    notifier.setDaemon(true);
    notifier.start();
  }

  private MonitorImport imported() {
    boolean done = false;
    try {
      MonitorImport made = MonitorImport.of(new Answers());
      done = true;
      return made;
    } finally {
      if (!done) {
        registry.close();
      }
    }
  }

  /**
   * Has libfabric ask this process's watches, in domains that are opened from now on.
   *
   * @throws io.pindown.nic.fabric.FabricException EBUSY if libfabric has an imported monitor already, or a cache that uses another one is
   *     open
   */
  public static RegistryMonitor install() {
    return install(AddressSpace.process());
  }

  /** {@link #install()} with the watches of another address space, which its owner feeds. */
  public static RegistryMonitor install(AddressSpace space) {
    return new RegistryMonitor(space);
  }

  /** By the notifier: what writes the log must not wait for libfabric. */
  private void explain() {
    boolean unhooked = refused.get(OneUse.UNHOOKED).sum() > 0;
    if (!explained && (unhooked || refused.get(OneUse.UNCOVERED).sum() > 0)) {
      explained = true;
      System.getLogger("io.pindown.nic").log(System.Logger.Level.WARNING, unhooked
          ? "libfabric keeps no registrations, since no hooks tell of changes: start the JVM with -javaagent:pindown-agent.jar"
          : "libfabric keeps no registrations, since the hooks are not proven to see every change of memory");
    }
  }

  private final class Answers implements MemoryMonitor {
    @Override
    public void start() {}

    @Override
    public void stop() {
      subscriptions.clear();
    }

    @Override
    public boolean subscribe(long address, long length) {
      OneUse obstacle = subscriptions.subscribe(address, length);
      if (obstacle != null) {
        refused.get(obstacle).increment();
        LockSupport.unpark(notifier); // there may be something to tell that stands in the way
      }
      return obstacle == null;
    }

    @Override
    public void unsubscribe(long address, long length) {
      subscriptions.unsubscribe(address, length);
    }

    @Override
    public boolean valid(long address, long length) {
      boolean valid = subscriptions.valid(address, length);
      (valid ? hits : invalid).increment();
      return valid;
    }
  }

  private void tell(Watch[] dirty) {
    for (int count; (count = registry.drainWatches(dirty)) > 0; ) {
      tell(dirty, count);
    }
    if (subscriptions.isFull()) {
      forgetAll();
    }
    explain();
  }

  private void forgetAll() {
    Map<Subscription, Integer> held = subscriptions.held();
    imported.invalidate(0, Long.MAX_VALUE);
    held.forEach(subscriptions::forgotten);
  }

  private void tell(Watch[] dirty, int count) {
    for (int i = 0; i < count; i++) {
      Subscription changed = (Subscription) dirty[i];
      dirty[i] = null;
      int held = subscriptions.held(changed);
      if (held > 0) {
        imported.invalidate(changed.address(), changed.length());
        notified.increment();
      }
      subscriptions.forgotten(changed, held);
    }
  }

  /** What happened so far. */
  public Statistics statistics() {
    Map<OneUse, Long> reasons = new EnumMap<>(OneUse.class);
    refused.forEach((reason, count) -> reasons.put(reason, count.sum()));
    return new Statistics(subscriptions.size(), hits.sum(), invalid.sum(), notified.sum(), Map.copyOf(reasons));
  }

  /** What answering threw, the first time; null if nothing. */
  public Throwable failure() {
    return imported.failure();
  }

  /**
   * Takes the monitor back; domains that are opened later keep no registrations. Harmless the second time.
   *
   * @throws IllegalStateException if a domain that uses it is open: close the domains first
   */
  @Override
  public void close() {
    imported.close();
    registry.close();
    LockSupport.unpark(notifier);
  }
}
