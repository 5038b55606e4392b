package io.pindown.bench;

import io.pindown.cache.CacheOptions;
import io.pindown.cache.RegistrationCache;
import io.pindown.registrar.Access;
import io.pindown.registry.AddressSpace;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.file.Files;
import java.nio.file.Path;

/** Prints how much heap and resident memory so many cached registrations take: {@code Footprint [registrations]}. */
public final class Footprint {
  private static final long FIRST = 1L << 44;
  private static final long LENGTH = 64 << 10;
  private static final long STRIDE = 1 << 20;

  private Footprint() {}

  public static void main(String[] args) throws IOException {
    int registrations = args.length > 0 ? Integer.parseInt(args[0]) : 100_000;
    AddressSpace space = AddressSpace.detached();
    CacheOptions options = CacheOptions.defaults("footprint").withMaxBytes(Long.MAX_VALUE).withMaxRegistrations(1 << 24);
    try (RegistrationCache<Long> cache = RegistrationCache.of(new NoDevice(), options, space)) {
      acquire(space, cache, 0);
      long heapBefore = heap();
      long rssBefore = resident();
      for (int i = 1; i <= registrations; i++) {
        acquire(space, cache, i);
      }
      long heapAfter = heap();
      System.out.printf(
          "%d registrations: %.1f B heap each, resident set grew by %.1f B each (heap growth by collection included)%n",
          registrations,
          (double) (heapAfter - heapBefore) / registrations,
          (double) (resident() - rssBefore) / registrations);
    }
  }

  private static void acquire(AddressSpace space, RegistrationCache<Long> cache, int i) {
    space.declare(FIRST + i * STRIDE, LENGTH);
    cache.acquire(FIRST + i * STRIDE, LENGTH, Access.LOCAL_WRITE).release();
  }

  private static long heap() {
    MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      System.gc();
      least = Math.min(least, memory.getHeapMemoryUsage().getUsed());
    }
    return least;
  }

  private static long resident() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
      }
    }
    throw new IOException("no VmRSS in /proc/self/status");
  }
}
