package io.pindown.cache;

import io.pindown.registrar.Registrar;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** A device without a device: knows what is registered with it, by which thread, and refuses what a device would not survive. */
public class RecordingRegistrar implements Registrar<RecordingRegistrar.Region> {
  /** One registration; its identity is the object. */
  public record Region(long address, long length, int access, long number, long epoch, Thread by) {
    @Override
    public boolean equals(Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }
  }

  private final Set<Region> live = ConcurrentHashMap.newKeySet();
  private final List<Region> all = new CopyOnWriteArrayList<>();
  private final List<Thread> deregisteredBy = new CopyOnWriteArrayList<>();
  private final AtomicLong numbers = new AtomicLong();
  private final AtomicLong twice = new AtomicLong();
  private volatile Consumer<Region> onRegister = r -> {};
  private volatile Consumer<Region> onDeregister = r -> {};
  private volatile long epoch;

  /** Runs inside each register, before it succeeds; what it throws is what register throws. */
  public void onRegister(Consumer<Region> action) {
    onRegister = action;
  }

  /** Runs inside each deregister; what it throws is what deregister throws. */
  public void onDeregister(Consumer<Region> action) {
    onDeregister = action;
  }

  /** What the memory holds from now on. */
  public void setEpoch(long content) {
    epoch = content;
  }

  @Override
  public Region register(long address, long length, int access) {
    Region region = new Region(address, length, access, numbers.incrementAndGet(), epoch, Thread.currentThread());
    onRegister.accept(region);
    live.add(region);
    all.add(region);
    return region;
  }

  @Override
  public void deregister(Region region) {
    if (!live.remove(region)) {
      twice.incrementAndGet();
    }
    deregisteredBy.add(Thread.currentThread());
    onDeregister.accept(region);
  }

  public Set<Region> live() {
    return live;
  }

  /** All that were ever registered, in order. */
  public List<Region> all() {
    return all;
  }

  public Region last() {
    return all.get(all.size() - 1);
  }

  public List<Thread> deregisteredBy() {
    return deregisteredBy;
  }

  /** Deregistrations of what was not registered: must stay 0. */
  public long deregisteredTwice() {
    return twice.get();
  }

  @Override
  public String name() {
    return "recording";
  }
}
