package io.pindown.cache;

import io.pindown.registry.AddressSpace;
import io.pindown.registry.KernelEvents;

/**
 * A kernel of one address space, whose events concern all of it, with the words that the real reader has: one that is odd while an event is
 * on its way, and the one up to which all was applied.
 */
final class StressedKernel implements KernelEvents {
  private final AddressSpace space;
  private volatile long state;
  private volatile long handled;
  private volatile boolean covers;

  StressedKernel(AddressSpace space) {
    this.space = space;
    space.listenTo(this);
  }

  /** The pages that it was asked to watch are others by now, and it tells nothing of those. */
  void replace() {
    covers = false;
  }

  /** An event, whose cause goes on when this returns. */
  void tell() {
    state++;
    state++;
  }

  @Override
  public boolean settled() {
    return state == handled;
  }

  @Override
  public synchronized void settle() {
    long now = state;
    if ((now & 1) == 0 && now != handled) {
      space.invalidateEverything();
      handled = now;
    }
  }

  @Override
  public boolean watch(long start, long end) {
    covers = true;
    return true;
  }

  @Override
  public boolean unchanged(long start, long end) {
    settle();
    return settled() && covers;
  }
}
