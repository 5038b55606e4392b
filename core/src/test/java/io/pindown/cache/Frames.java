package io.pindown.cache;

import io.pindown.registrar.Registrar;
import io.pindown.registry.AddressSpace;
import io.pindown.registry.KernelEvents;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Memory with page frames, its kernel, and a device that remembers the frames that it was given. The kernel reports an unmapping after the
 * change and a drop in place before it, as userfaultfd does, and only to who asks. Thread-safe, if each page is one thread's.
 */
final class Frames implements KernelEvents, Registrar<Frames.Pinned> {
  private static final int PAGE = 4096;

  /** What a device transfers. */
  static final class Pinned {
    private final int first;
    private final int[] frames;

    Pinned(int first, int[] frames) {
      this.first = first;
      this.frames = frames;
    }
  }

  private final AddressSpace space;
  private final long base;
  private final AtomicIntegerArray frames;
  private final AtomicIntegerArray watched;
  private final AtomicInteger lastFrame = new AtomicInteger();
  private final ConcurrentLinkedQueue<long[]> untold = new ConcurrentLinkedQueue<>();
  private final AtomicLong happened = new AtomicLong();
  private volatile long told;

  Frames(AddressSpace space, long base, int pages) {
    this.space = space;
    this.base = base;
    this.frames = new AtomicIntegerArray(pages);
    this.watched = new AtomicIntegerArray(pages);
    for (int page = 0; page < pages; page++) {
      frames.set(page, lastFrame.incrementAndGet());
    }
  }

  private int page(long address) {
    return (int) ((address - base) / PAGE);
  }

  /** Other frames, and nobody watches any more: unmapped, and something else mapped there. */
  void replace(long start, long end) {
    for (int p = page(start); p < page(end + PAGE - 1); p++) {
      watched.set(p, 0);
      frames.set(p, lastFrame.incrementAndGet());
    }
    happened(start, end);
  }

  /** Other frames in the same mapping. */
  void drop(long start, long end) {
    happened(start, end);
    for (int p = page(start); p < page(end + PAGE - 1); p++) {
      frames.set(p, lastFrame.incrementAndGet());
    }
  }

  private void happened(long start, long end) {
    untold.add(new long[] {start, end});
    happened.incrementAndGet();
  }

  /** Whether what is pinned is what is there, for the pages of a range. */
  boolean agree(Pinned pinned, long start, long end) {
    for (int p = page(start); p < page(end + PAGE - 1); p++) {
      if (pinned.frames[p - pinned.first] != frames.get(p)) {
        return false;
      }
    }
    return true;
  }

  // ---- the kernel ----

  @Override
  public boolean settled() {
    return told == happened.get();
  }

  @Override
  public synchronized void settle() {
    long until = happened.get();
    for (long i = told; i < until; i++) {
      long[] range = untold.remove();
      space.unmapped(range[0], range[1] - range[0]);
    }
    told = until;
  }

  @Override
  public boolean watch(long start, long end) {
    for (int p = page(start); p < page(end + PAGE - 1); p++) {
      watched.set(p, 1);
    }
    return true;
  }

  @Override
  public boolean unchanged(long start, long end) {
    settle();
    for (int p = page(start); p < page(end + PAGE - 1); p++) {
      if (watched.get(p) == 0) {
        return false;
      }
    }
    return true;
  }

  // ---- the device ----

  @Override
  public String name() {
    return "frames";
  }

  @Override
  public Pinned register(long address, long length, int access) {
    watch(address, address + length);
    int[] seen = new int[page(address + length) - page(address)];
    for (int i = 0; i < seen.length; i++) {
      seen[i] = frames.get(page(address) + i);
    }
    return new Pinned(page(address), seen);
  }

  @Override
  public void deregister(Pinned pinned) {}
}
