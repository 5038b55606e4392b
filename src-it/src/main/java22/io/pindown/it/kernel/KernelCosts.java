package io.pindown.it.kernel;

import io.pindown.cache.CacheOptions;
import io.pindown.cache.RegistrationCache;
import io.pindown.it.foreign.Libc;
import io.pindown.registrar.Access;
import io.pindown.registrar.Registrar;
import io.pindown.registry.AddressSpace;
import java.util.Arrays;

/** What the kernel monitor costs, printed in nanoseconds: a hit, a miss with a device that does nothing, an unmapping. By hand. */
public final class KernelCosts {
  private static final long LENGTH = 64 << 10;
  private static final int ROUNDS = 7;
  private static final int HITS = 5_000_000;
  private static final int MISSES = 20_000;

  private KernelCosts() {}

  public static void main(String[] args) throws Throwable {
    System.out.println("monitor " + (AddressSpace.process().kernel() != null));
    try (RegistrationCache<Long> cache = RegistrationCache.of(new Idle(), CacheOptions.defaults("costs"))) {
      double[] hit = new double[ROUNDS];
      double[] miss = new double[ROUNDS];
      double[] watched = new double[ROUNDS];
      double[] unwatched = new double[ROUNDS];
      for (int round = 0; round < ROUNDS; round++) {
        hit[round] = hits(cache);
        double[] both = misses(cache);
        miss[round] = both[0];
        watched[round] = both[1];
        unwatched[round] = unwatched();
      }
      print("hit", hit);
      print("miss", miss);
      print("munmap of registered memory", watched);
      print("munmap of other memory", unwatched);
    }
  }

  private static double hits(RegistrationCache<Long> cache) throws Throwable {
    long memory = Libc.mmap(LENGTH);
    long begun = System.nanoTime();
    for (int i = 0; i < HITS; i++) {
      cache.acquire(memory, LENGTH, Access.LOCAL_READ).release();
    }
    double nanos = (System.nanoTime() - begun) / (double) HITS;
    Libc.munmap(memory, LENGTH);
    return nanos;
  }

  /** Medians of a miss and of the unmapping after it. */
  private static double[] misses(RegistrationCache<Long> cache) throws Throwable {
    long[] miss = new long[MISSES];
    long[] unmap = new long[MISSES];
    for (int i = 0; i < MISSES; i++) {
      long memory = Libc.mmap(LENGTH);
      long begun = System.nanoTime();
      cache.acquire(memory, LENGTH, Access.LOCAL_READ).release();
      long between = System.nanoTime();
      Libc.munmap(memory, LENGTH);
      unmap[i] = System.nanoTime() - between;
      miss[i] = between - begun;
    }
    return new double[] {median(miss), median(unmap)};
  }

  private static double unwatched() throws Throwable {
    long[] unmap = new long[MISSES];
    for (int i = 0; i < MISSES; i++) {
      long memory = Libc.mmap(LENGTH);
      long begun = System.nanoTime();
      Libc.munmap(memory, LENGTH);
      unmap[i] = System.nanoTime() - begun;
    }
    return median(unmap);
  }

  private static double median(long[] values) {
    Arrays.sort(values);
    return values[values.length / 2];
  }

  private static void print(String what, double[] rounds) {
    double[] last = Arrays.copyOfRange(rounds, 2, rounds.length); // the first ones are compiled while they run
    Arrays.sort(last);
    System.out.printf("%s %.1f [%.1f .. %.1f]%n", what, last[last.length / 2], last[0], last[last.length - 1]);
  }

  /** A device that does nothing. */
  private static final class Idle implements Registrar<Long> {
    @Override
    public Long register(long address, long length, int access) {
      return address;
    }

    @Override
    public void deregister(Long handle) {
      // nothing is pinned
    }
  }
}
