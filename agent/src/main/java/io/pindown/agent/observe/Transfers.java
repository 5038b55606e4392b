package io.pindown.agent.observe;

import io.pindown.agent.hook.Inside;
import io.pindown.cache.Lease;
import io.pindown.cache.RegistrationCache;
import io.pindown.registrar.Access;
import java.nio.Buffer;
import java.util.concurrent.atomic.LongAdder;

/**
 * What the hooks in channels and transports call: each transfer takes a lease from a cache that pins nothing, and gives it back. Called inside the
 * application's input and output, so nothing leaves it. Thread-safe.
 */
final class Transfers {
  private static final int PAGE_SHIFT = 12;
  private static final int SIZES = 40;

  private final RegistrationCache<Long> cache;
  private final Inside inside;
  private final Way channels = new Way("JDK channels");
  private final Way transports = new Way("Netty's native transports");
  private final Way heap = new Way("heap buffers and arrays");
  private final LongAdder usedPages = new LongAdder();
  private final LongAdder[] sizes = new LongAdder[SIZES];
  private final LongAdder failed = new LongAdder();
  /** Where the buffers of this thread's transfer were before it. */
  private final ThreadLocal<Positions> before = ThreadLocal.withInitial(Positions::new);

  Transfers(RegistrationCache<Long> cache, Inside inside) {
    this.cache = cache;
    this.inside = inside;
    for (int i = 0; i < SIZES; i++) {
      sizes[i] = new LongAdder();
    }
  }

  /** A buffer, whose position has moved, or null for an array; bytes below 0 were received. */
  void buffer(Object object, long moved) {
    Buffer buffer = (Buffer) object;
    int bytes = (int) Math.abs(moved);
    if (buffer == null || !buffer.isDirect()) {
      onHeap(bytes, moved > 0);
    } else {
      // what was asked for: from where it began to the limit
      offHeap(channels, inside.address(buffer) + buffer.position() - bytes, (long) bytes + buffer.remaining(), bytes, moved > 0, buffer);
    }
  }

  /** An array of buffers that are about to be used, from the one in the high half of {@code range} on as many as in the low half. */
  void vectorBegin(Object array, long range) {
    before.get().keep((Object[]) array, (int) (range >>> 32), (int) range);
  }

  /** The same array afterwards. */
  void vectorEnd(Object array, long moved) {
    Object[] buffers = (Object[]) array;
    Positions were = before.get();
    for (int i = 0; i < were.count; i++) {
      Buffer buffer = (Buffer) buffers[were.first + i];
      int bytes = buffer.position() - were.positions[i];
      if (bytes > 0) {
        buffer(buffer, moved > 0 ? bytes : -bytes);
      }
    }
    were.count = 0;
  }

  /** Bytes asked for in the high half and moved in the low one, negated if they were received. */
  long address(long address, long lengths) {
    long both = Math.abs(lengths);
    offHeap(transports, address, both >>> 32, both & 0xffffffffL, lengths > 0, null);
    return 0;
  }

  /** Memory that a library registers. */
  void registration(Way library, long address, long length, Object owner) {
    offHeap(library, address, length, length, true, owner);
  }

  private void onHeap(long bytes, boolean sent) {
    count(heap, bytes, sent);
  }

  private void offHeap(Way way, long address, long asked, long moved, boolean sent, Object owner) {
    try {
      Lease<Long> lease = cache.acquire(address, asked, Access.LOCAL_WRITE, owner);
      lease.release();
    } catch (RuntimeException e) {
      failed.increment();
      return;
    }
    count(way, moved, sent);
    usedPages.add((address + asked - 1 >>> PAGE_SHIFT) - (address >>> PAGE_SHIFT) + 1);
    sizes[Math.min(SIZES - 1, 63 - Long.numberOfLeadingZeros(Math.max(1, moved)))].increment();
  }

  private static void count(Way way, long bytes, boolean sent) {
    if (sent) {
      way.sent(bytes);
    } else {
      way.received(bytes);
    }
  }

  Way channels() {
    return channels;
  }

  Way transports() {
    return transports;
  }

  Way heap() {
    return heap;
  }

  long usedPages() {
    return usedPages.sum();
  }

  long failed() {
    return failed.sum();
  }

  long[] sizes() {
    long[] sums = new long[SIZES];
    for (int i = 0; i < SIZES; i++) {
      sums[i] = sizes[i].sum();
    }
    return sums;
  }

  /** One thread's. */
  private static final class Positions {
    private int[] positions = new int[16];
    private int first;
    private int count;

    void keep(Object[] buffers, int from, int length) {
      count = 0; // if something is thrown, there is nothing to compare with
      if (length > positions.length) {
        positions = new int[length];
      }
      for (int i = 0; i < length; i++) {
        positions[i] = ((Buffer) buffers[from + i]).position();
      }
      first = from;
      count = length;
    }
  }
}
