package io.pindown.nic.registrar;

import io.pindown.cache.OneUse;
import io.pindown.registry.AddressSpace;
import io.pindown.registry.WatchRegistry;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which ranges libfabric's caches have registrations of, and whether these are still of the memory that is there.
 *
 * <p>libfabric asks by range, not by registration, and several caches may have one of the same range each. So a range that has changed
 * gets a new watch only when no cache can have an old registration of it: each {@code valid} that was answered with no was one, and a
 * notification is all of them. Until then a new registration of the range is used once.
 *
 * <pre>
 * field          written by                         access             publishes
 * byRange        libfabric's calls, the notifier    under this lock;   subscriptions that were armed before
 *                                                   valid reads it
 *                                                   without
 * holders        the same                           under this lock    -
 * settled        libfabric's calls                  under this lock    -
 * </pre>
 */
final class Subscriptions {
  /** Ranges; libfabric before 2.1 does not say what it has forgotten, and keeps 1024 registrations unless told otherwise. */
  static final int MOST = 1 << 16;

  /** A range, as libfabric names it. What a record has for comparing initialises a class of the JDK: if that fails for want of memory, it fails for ever. */
  private record Named(long address, long length) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Named named && address == named.address && length == named.length;
    }

    @Override
    public int hashCode() {
      return Long.hashCode(address) * 31 + Long.hashCode(length);
    }
  }

  private final AddressSpace space;
  private final WatchRegistry registry;
  private final Map<Named, Subscription> byRange = new ConcurrentHashMap<>();
  /** The range whose registration libfabric was told not to keep; it may answer with an unsubscribe that says nothing new. */
  private Named settled;

  Subscriptions(AddressSpace space, WatchRegistry registry) {
    this.space = space;
    this.registry = registry;
  }

  int size() {
    return byRange.size();
  }

  /** Whether there is room for no more, unless libfabric is made to forget all. */
  boolean isFull() {
    return byRange.size() >= MOST;
  }

  /** Why a registration of the range may not be kept; null if it may, and is watched. */
  synchronized OneUse subscribe(long address, long length) {
    Named named = new Named(address, length);
    OneUse obstacle = obstacle(named);
    settled = obstacle == null ? null : named;
    return obstacle;
  }

  private OneUse obstacle(Named named) {
    Subscription known = byRange.get(named);
    if (known != null) {
      if (known.isClean()) {
        // clean now, so nothing has changed since it was armed, and so not since this registration was made
        known.holders++;
        return null;
      }
      if (known.holders > 0) {
        return OneUse.INVALIDATED; // another cache may still have a registration of what was there before
      }
      drop(named, known);
    }
    return watch(named);
  }

  private OneUse watch(Named named) {
    if (named.length() <= 0) {
      return OneUse.UNKNOWN_CONTAINER; // verbs takes a registration of nothing
    }
    if (isFull()) {
      return OneUse.LIMIT;
    }
    long base = space.containerAround(named.address(), named.address() + named.length());
    if (base == 0) {
      return space.linkHooks() ? OneUse.UNKNOWN_CONTAINER : OneUse.UNHOOKED;
    }
    if (!space.covers(space.isMapping(base))) {
      return space.hooked() ? OneUse.UNCOVERED : OneUse.UNHOOKED;
    }
    Subscription added = new Subscription(registry, named.address(), named.length());
    registry.add(added);
    boolean changing = space.isChanging(named.address(), named.address() + named.length());
    if (changing || !added.isContained() || !added.isClean()) {
      registry.unwatch(added);
      return OneUse.CHANGING;
    }
    byRange.put(named, added);
    return null;
  }

  /** Whether a registration of the range is of what is there. A load or two besides the look-up, if it is. */
  boolean valid(long address, long length) {
    Named named = new Named(address, length);
    Subscription known = byRange.get(named);
    if (known != null && known.isClean()) {
      return true;
    }
    invalid(named);
    return false;
  }

  private synchronized void invalid(Named named) {
    Subscription known = byRange.get(named);
    if (known != null) {
      known.holders--;
    }
    settled = named;
  }

  synchronized void unsubscribe(long address, long length) {
    Named named = new Named(address, length);
    boolean answer = named.equals(settled);
    settled = null;
    Subscription known = byRange.get(named);
    if (!answer && known != null && --known.holders <= 0) {
      drop(named, known);
    }
  }

  /** How many registrations of a subscription that is no longer clean the caches may have. */
  synchronized int held(Subscription changed) {
    return byRange.get(named(changed)) == changed ? Math.max(0, changed.holders) : 0;
  }

  /** The caches have no registration of the subscription any more, of so many that they may have had. */
  synchronized void forgotten(Subscription changed, int held) {
    Named named = named(changed);
    if (byRange.get(named) == changed && (changed.holders -= held) <= 0) {
      drop(named, changed);
    }
  }

  /** Each subscription with how many registrations of it the caches may have. */
  synchronized Map<Subscription, Integer> held() {
    Map<Subscription, Integer> held = new IdentityHashMap<>();
    byRange.values().forEach(subscription -> held.put(subscription, Math.max(0, subscription.holders)));
    return held;
  }

  /** There is no cache any more. */
  synchronized void clear() {
    byRange.forEach(this::drop);
    settled = null;
  }

  private void drop(Named named, Subscription known) {
    byRange.remove(named, known);
    registry.unwatch(known);
  }

  private static Named named(Subscription subscription) {
    return new Named(subscription.address(), subscription.length());
  }
}
