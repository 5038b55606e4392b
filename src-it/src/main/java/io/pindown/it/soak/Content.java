package io.pindown.it.soak;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What one fill writes: words that tell the fill and the place, so that no two fills agree in any word of the same place, and no word
 * is right at another place. Immutable.
 */
public final class Content {
  private static final AtomicLong FILLS = new AtomicLong();
  private static final long ODD = 0x9E3779B97F4A7C15L;

  private final long stamp;

  private Content(long stamp) {
    this.stamp = stamp;
  }

  /** One that differs from all before. */
  static Content next() {
    long mixed = FILLS.incrementAndGet() * ODD;
    return new Content((mixed ^ mixed >>> 29) * 0xBF58476D1CE4E5B9L);
  }

  private long word(long index) {
    return stamp ^ index * ODD;
  }

  private byte octet(long offset) {
    return (byte) (word(offset >>> 3) >>> ((offset & 7) << 3));
  }

  /** Writes {@code length} bytes from {@code address} on, beginning with the first. */
  void fill(long address, long length) {
    long whole = length & -8;
    for (long i = 0; i < whole; i += 8) {
      RawMemory.word(address + i, word(i >>> 3));
    }
    for (long i = whole; i < length; i++) {
      RawMemory.octet(address + i, octet(i));
    }
  }

  /** How many of the bytes at {@code [address, address + length)} are not those from {@code from} on. */
  public long wrongBytes(long address, long from, long length) {
    long wrong = 0;
    long i = 0;
    for (; i < length && (from + i & 7) != 0; i++) {
      wrong += wrongOctet(address, from, i);
    }
    for (; i + 8 <= length; i += 8) {
      long difference = RawMemory.word(address + i) ^ word(from + i >>> 3);
      if (difference != 0) {
        wrong += octets(difference);
      }
    }
    for (; i < length; i++) {
      wrong += wrongOctet(address, from, i);
    }
    return wrong;
  }

  private int wrongOctet(long address, long from, long i) {
    return RawMemory.octet(address + i) == octet(from + i) ? 0 : 1;
  }

  private static int octets(long difference) {
    int count = 0;
    for (long left = difference; left != 0; left >>>= 8) {
      count += (left & 0xff) == 0 ? 0 : 1;
    }
    return count;
  }
}
