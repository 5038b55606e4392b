package io.pindown.cache;

import io.pindown.index.RangeIndex;
import io.pindown.registrar.Access;
import io.pindown.registry.AddressSpace;
import io.pindown.registry.KernelEvents;
import io.pindown.registry.WatchRegistry;
import java.util.ArrayList;
import java.util.List;

/**
 * Registrations whose block was freed, and that may serve the next block there: still in the roster, so they count, and can be evicted, but
 * nobody finds them, since their watches are not armed.
 *
 * <p>One comes back if a live container holds all of it now and the kernel has reported no change of its pages since it was registered.
 * That suffices. Who asks owns the container, so what the allocator did to its pages was over before; if it unmapped them, or moved
 * something there, they are not mapped as they were ({@link KernelEvents#unchanged}); if it had them dropped in place, that event came
 * before the drop, hit the watch, and it is not only freed any more. Until it is armed again such a hit makes {@link
 * WatchRegistry#rearmFreed} fail; from then on it makes it dirty.
 *
 * <p>The lock-free part is {@link RangeIndex}'s; who takes one out, by {@code remove}, is the only one.
 */
final class Dormant<H> extends RangeIndex<Registration<H>> {
  private static final int LOOKS = 4;

  private final AddressSpace space;
  private final WatchRegistry registry;
  private final boolean keeps;

  Dormant(AddressSpace space, WatchRegistry registry, OnFree onFree) {
    this.space = space;
    this.registry = registry;
    this.keeps = onFree == OnFree.KEEP;
    if (keeps) {
      space.keepFreed();
    }
  }

  /** Keeps one whose watch was reported, if it may come back; false if it is to be invalid. */
  boolean keep(Registration<H> r) {
    if (!keeps || space.kernel() == null || !Access.isLocal(r.access()) || !r.isOnlyFreed() || !r.isIdle()) {
      return false;
    }
    add(r);
    return true;
  }

  /** Forgets one that is being taken out for good; harmless if it is not here. */
  void forget(Registration<H> r) {
    if (keeps) {
      remove(r);
    }
  }

  /**
   * Takes out one that contains {@code [start, end)} with at least those rights; null if there is none. It is still as it was: see {@link
   * #revive}.
   */
  Registration<H> take(long start, long end, int access) {
    if (size() == 0) {
      return null;
    }
    Registration<H> found = find(start, end, access, null);
    return found != null && remove(found) ? found : null;
  }

  /** Arms one that was taken, and leases it; false if it is invalid for good. */
  boolean revive(Registration<H> r) {
    KernelEvents kernel = space.kernel();
    return kernel != null
        && kernel.unchanged(r.address(), r.address() + r.pinned())
        && registry.rearmFreed(r)
        && r.isContained() // all of it: what goes beyond the block is somebody else's
        && !space.isChanging(r.start(), r.end())
        && leases(r);
  }

  /** As a hit does it; what the kernel has told of meanwhile is mostly of other memory. */
  private boolean leases(Registration<H> r) {
    for (int look = 0; look < LOOKS && r.tryLease(); look++) {
      if (space.nothingLost() && r.isUnchanged()) {
        return true;
      }
      r.untake();
      space.settleLosses();
    }
    return false;
  }

  /** Takes out all that something else than a free has hit since they came here. */
  List<Registration<H>> takeChanged() {
    if (size() == 0) {
      return List.of();
    }
    List<Registration<H>> changed = new ArrayList<>();
    forEach(
        r -> {
          if (!r.isOnlyFreed()) {
            changed.add(r);
          }
        });
    changed.removeIf(r -> !remove(r));
    return changed;
  }

  @Override
  protected Object visit(Registration<H> r, long argument, Object carried) {
    throw new IllegalStateException("nothing sweeps " + r);
  }

  @Override
  protected boolean accept(Registration<H> r, long access, Object owner) {
    return Access.covers(r.access(), (int) access);
  }
}
