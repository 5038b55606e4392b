package io.pindown.it.wire;

import io.pindown.cache.CacheOptions;
import io.pindown.cache.Lease;
import io.pindown.cache.RegistrationCache;
import io.pindown.nic.registrar.IoUringRegistrar;
import io.pindown.nic.uring.Region;
import io.pindown.nic.uring.Ring;
import io.pindown.registrar.Access;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How a program comes by the registered memory for a send. */
interface Registering extends AutoCloseable {
  int BLIND_ROOM = 1_009;

  /** Something to do with a region while it may be used. */
  interface Use {
    void of(Region region) throws Exception;
  }

  void with(long address, long length, Use use) throws Exception;

  /** Between two paths: a cache that is told nothing forgets, so that each path's staleness is its own. */
  default void forget() {}

  @Override
  default void close() {}

  /** By its name, as a program's first argument. */
  static Registering of(String way, Ring ring) {
    return switch (way) {
      case "per-send" -> perSend(ring);
      case "blind" -> blind(ring);
      case "leased" -> leased(ring);
      default -> throw new IllegalArgumentException(way + " is no way to register; allowed are per-send, blind and leased");
    };
  }

  /** Registers for each send and deregisters after it: right and slow, as a program without a cache does. */
  static Registering perSend(Ring ring) {
    return (address, length, use) -> {
      try (Region region = ring.register(address, length)) {
        use.of(region);
      }
    };
  }

  /** Keeps registrations by address and length, as many as it has room for, and is never told that the memory there is another one now. */
  static Registering blind(Ring ring) {
    Registering withoutRoom = perSend(ring);
    record Range(long address, long length) {}
    Map<Range, Region> kept = new ConcurrentHashMap<>();
    return new Registering() {
      @Override
      public void with(long address, long length, Use use) throws Exception {
        Range range = new Range(address, length);
        if (kept.size() < BLIND_ROOM || kept.containsKey(range)) {
          use.of(kept.computeIfAbsent(range, unused -> ring.register(address, length)));
        } else {
          withoutRoom.with(address, length, use);
        }
      }

      @Override
      public void forget() {
        kept.values().forEach(Region::close);
        kept.clear();
      }
    };
  }

  /** Core's cache, used directly. */
  static Registering leased(Ring ring) {
    RegistrationCache<Region> cache = RegistrationCache.of(new IoUringRegistrar(ring), CacheOptions.defaults("wire"));
    return new Registering() {
      @Override
      public void with(long address, long length, Use use) throws Exception {
        try (Lease<Region> lease = cache.acquire(address, length, Access.LOCAL_READ)) {
          use.of(lease.handle());
        }
      }

      @Override
      public void close() {
        cache.close();
      }
    };
  }
}
