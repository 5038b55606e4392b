package io.pindown.it.rdma;

import io.pindown.cache.CacheOptions;
import io.pindown.cache.Lease;
import io.pindown.cache.RegistrationCache;
import io.pindown.nic.registrar.VerbsRegistrar;
import io.pindown.nic.verbs.MemoryRegion;
import io.pindown.nic.verbs.ProtectionDomain;
import java.util.HashMap;
import java.util.Map;

/** How a program comes by the memory region for a transfer, and what it keeps. */
interface Keeping extends AutoCloseable {
  /** Something to do with a region while it may be used. */
  interface Use {
    void of(MemoryRegion region);
  }

  void with(long address, long length, int access, Use use);

  /** Between two paths: a cache that is told nothing forgets, so that each path's staleness is its own. */
  default void forget() {}

  /** The same for one range. */
  default void forget(long address, long length) {}

  /** How often something kept was used again, as the cache counts it. */
  default long hits() {
    return 0;
  }

  /** How often a registration was made for one use only, as the cache counts it. */
  default long oneUse() {
    return 0;
  }

  @Override
  default void close() {}

  /** By its name, as a program's first argument. */
  static Keeping of(String way, ProtectionDomain domain) {
    return switch (way) {
      case "per-use" -> perUse(domain);
      case "blind" -> blind(domain);
      case "leased" -> leased(domain, CacheOptions.defaults("rdma"));
      default -> throw new IllegalArgumentException(way + " is no way to register; allowed are per-use, blind and leased");
    };
  }

  /** Verbs wants LOCAL_WRITE with REMOTE_WRITE. */
  private static int complete(int access) {
    return (access & 2) == 0 ? access : access | 1;
  }

  static Keeping perUse(ProtectionDomain domain) {
    return (address, length, access, use) -> {
      try (MemoryRegion region = domain.register(address, length, complete(access))) {
        use.of(region);
      }
    };
  }

  /** Keeps regions by address, length and access, and is never told that the memory there is another one now. */
  static Keeping blind(ProtectionDomain domain) {
    record Range(long address, long length, int access) {}
    Map<Range, MemoryRegion> kept = new HashMap<>();
    return new Keeping() {
      @Override
      public void with(long address, long length, int access, Use use) {
        use.of(kept.computeIfAbsent(new Range(address, length, access), range -> domain.register(address, length, complete(access))));
      }

      @Override
      public void forget() {
        kept.values().forEach(MemoryRegion::close);
        kept.clear();
      }

      @Override
      public void forget(long address, long length) {
        kept.entrySet().removeIf(entry -> {
          boolean same = entry.getKey().address() == address && entry.getKey().length() == length;
          if (same) {
            entry.getValue().close();
          }
          return same;
        });
      }
    };
  }

  /** Core's cache. */
  static Keeping leased(ProtectionDomain domain, CacheOptions options) {
    RegistrationCache<MemoryRegion> cache = RegistrationCache.of(new VerbsRegistrar(domain), options);
    return new Keeping() {
      @Override
      public void with(long address, long length, int access, Use use) {
        try (Lease<MemoryRegion> lease = cache.acquire(address, length, access)) {
          use.of(lease.handle());
        }
      }

      @Override
      public long hits() {
        return cache.statistics().hits();
      }

      @Override
      public long oneUse() {
        return cache.statistics().oneUseTotal();
      }

      @Override
      public void close() {
        cache.close();
      }
    };
  }
}
