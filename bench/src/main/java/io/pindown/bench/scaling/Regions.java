package io.pindown.bench.scaling;

import io.pindown.cache.CacheOptions;
import io.pindown.cache.RegistrationCache;
import io.pindown.registrar.Access;
import io.pindown.registry.AddressSpace;

/** A cache of regions of 64 KiB, one per MiB, each a container, over memory that is not there. */
final class Regions implements AutoCloseable {
  static final long FIRST = 1L << 44;
  static final long LENGTH = 64 << 10;
  static final long STRIDE = 1 << 20;

  final AddressSpace space = AddressSpace.detached();
  final RegistrationCache<Long> cache =
      RegistrationCache.of(
          new NullRegistrar(), CacheOptions.defaults("scaling").withMaxBytes(Long.MAX_VALUE).withMaxRegistrations(1 << 25), space);

  static long base(int i) {
    return FIRST + i * STRIDE;
  }

  void declare(int i) {
    space.declare(base(i), LENGTH);
  }

  /** A hit, or a miss the first time. */
  void use(int i) {
    cache.acquire(base(i), LENGTH, Access.LOCAL_WRITE).release();
  }

  /** The next number of a thread's walk through the regions (Marsaglia 2003). */
  static long xorshift(long x) {
    long y = x ^ x << 13;
    y ^= y >>> 7;
    return y ^ y << 17;
  }

  static int pick(long x, int bound) {
    return (int) ((x >>> 33) % bound);
  }

  @Override
  public void close() {
    cache.close();
  }
}
