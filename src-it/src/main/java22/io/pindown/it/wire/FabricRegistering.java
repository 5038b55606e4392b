package io.pindown.it.wire;

import io.pindown.cache.CacheOptions;
import io.pindown.cache.Lease;
import io.pindown.cache.RegistrationCache;
import io.pindown.nic.fabric.Domain;
import io.pindown.nic.fabric.MemoryRegion;
import io.pindown.nic.registrar.LibfabricRegistrar;
import io.pindown.registrar.Access;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** How a program comes by memory registered with libfabric. */
interface FabricRegistering extends AutoCloseable {
  void with(long address, long length, Consumer<MemoryRegion> use);

  /** Between two paths: a cache that is told nothing forgets, so that each path's staleness is its own. */
  default void forget() {}

  @Override
  default void close() {}

  /** By its name, as a program's argument. */
  static FabricRegistering of(String way, Domain domain) {
    return switch (way) {
      case "per-send" -> perSend(domain);
      case "blind" -> blind(domain);
      case "leased" -> leased(domain);
      default -> throw new IllegalArgumentException(way + " is no way to register; allowed are per-send, blind and leased");
    };
  }

  /** Registers for each send and closes after it; libfabric may keep the registration in a cache of its own. */
  private static FabricRegistering perSend(Domain domain) {
    return (address, length, use) -> {
      try (MemoryRegion region = domain.register(address, length, FabricLink.ACCESS)) {
        use.accept(region);
      }
    };
  }

  private static FabricRegistering blind(Domain domain) {
    record Range(long address, long length) {}
    Map<Range, MemoryRegion> kept = new HashMap<>();
    return new FabricRegistering() {
      @Override
      public void with(long address, long length, Consumer<MemoryRegion> use) {
        use.accept(kept.computeIfAbsent(new Range(address, length), unused -> domain.register(address, length, FabricLink.ACCESS)));
      }

      @Override
      public void forget() {
        kept.values().forEach(MemoryRegion::close);
        kept.clear();
      }
    };
  }

  private static FabricRegistering leased(Domain domain) {
    RegistrationCache<MemoryRegion> cache = RegistrationCache.of(new LibfabricRegistrar(domain), CacheOptions.defaults("fabric"));
    return new FabricRegistering() {
      @Override
      public void with(long address, long length, Consumer<MemoryRegion> use) {
        try (Lease<MemoryRegion> lease = cache.acquire(address, length, Access.LOCAL_WRITE | Access.REMOTE_READ | Access.REMOTE_WRITE)) {
          use.accept(lease.handle());
        }
      }

      @Override
      public void close() {
        cache.close();
      }
    };
  }
}
