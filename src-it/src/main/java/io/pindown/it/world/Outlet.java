package io.pindown.it.world;

import io.pindown.cache.CacheOptions;
import io.pindown.cache.CacheStatistics;
import io.pindown.cache.Lease;
import io.pindown.cache.RegistrationCache;
import io.pindown.it.app.Artefact;
import io.pindown.it.app.OffHeap;
import io.pindown.it.soak.PageFrames;
import io.pindown.registrar.Access;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.LongAdder;

/**
 * Where a program sends from the memory of its library, through a registration cache. Nothing leaves; but each send looks whether the
 * pages that were registered are those that lie there now, and counts the ones that are not. Thread-safe.
 *
 * <p>{@code cache} is Pindown's; {@code blind} keeps what it has by address and is told of nothing, so that the look can be seen to find
 * something; {@code off} sends nothing, so that the library is measured by itself.
 */
public final class Outlet {
  private final FrameRegistrar device = new FrameRegistrar();
  private final RegistrationCache<FrameRegistrar.Frames> cache = RegistrationCache.of(device, CacheOptions.defaults("outlet"));
  private final long migrations = PageFrames.migrations();
  private final LongAdder sends = new LongAdder();
  private final LongAdder stalePages = new LongAdder();
  private final Set<String> sentOnce = new ConcurrentSkipListSet<>();
  private final String kind;
  private final Map<Long, FrameRegistrar.Frames> blind = new ConcurrentHashMap<>();

  /** {@code kind} is {@code cache}, {@code blind} or {@code off}. */
  Outlet(String kind) {
    if (!Set.of("cache", "blind", "off").contains(kind)) {
      throw new IllegalArgumentException("an outlet is cache, blind or off: " + kind);
    }
    this.kind = kind;
  }

  /** Sends what is between position and limit of a direct buffer; an empty one is not sent. */
  public void send(ByteBuffer direct) throws ReflectiveOperationException {
    if (direct.hasRemaining()) {
      send(OffHeap.address(direct), direct.remaining());
    }
  }

  /**
   * Sends {@code [address, address + length)}, which stays as it is until this returns; {@code length} is positive.
   *
   * @return whether it was registered for this use only
   */
  public boolean send(long address, long length) {
    boolean once = false;
    if (kind.equals("off")) {
      return once;
    }
    if (kind.equals("blind")) {
      stalePages.add(device.replaced(registeredBefore(address, length), address, length));
      sends.increment();
      return once;
    }
    try (Lease<FrameRegistrar.Frames> lease = cache.acquire(address, length, Access.LOCAL_READ)) {
      stalePages.add(device.replaced(lease.handle(), address, length));
      once = !lease.isCached();
    }
    sends.increment();
    return once;
  }

  private FrameRegistrar.Frames registeredBefore(long address, long length) {
    return blind.compute(address, (key, known) ->
        known != null && known.covers(address, length) ? known : device.register(address, length, Access.LOCAL_READ));
  }

  /**
   * Sends the beginning of each mapping that this process has of a file below {@code folder}, for libraries that do not say where theirs
   * are. Nothing may be unmapped meanwhile.
   *
   * @param most bytes of each mapping
   * @return how many mappings there were
   */
  public int sendMappings(Path folder, long most) throws IOException {
    int mappings = 0;
    for (String line : Files.readAllLines(Path.of("/proc/self/maps"))) {
      if (line.contains(" " + folder.toRealPath() + "/")) {
        String[] ends = line.substring(0, line.indexOf(' ')).split("-");
        long address = Long.parseUnsignedLong(ends[0], 16);
        if (send(address, Math.min(most, Long.parseUnsignedLong(ends[1], 16) - address))) {
          sentOnce.add(line.substring(line.lastIndexOf('/') + 1));
        }
        mappings++;
      }
    }
    return mappings;
  }

  void writeTo(Artefact artefact) {
    CacheStatistics statistics = cache.statistics();
    artefact.put("outlet.frames-visible", device.framesAreVisible());
    artefact.put("outlet.frames-moved-by-the-kernel", PageFrames.migrations() - migrations);
    artefact.put("outlet.sends", sends);
    artefact.put("outlet.stale-pages", stalePages);
    artefact.put("outlet.hits", statistics.hits());
    artefact.put("outlet.registrations", statistics.registrations());
    artefact.put("outlet.invalidations", statistics.invalidations());
    artefact.put("outlet.in-use-invalidations", statistics.inUseInvalidations());
    artefact.put("outlet.one-use", statistics.oneUse());
    artefact.put("outlet.files-registered-for-each-use", sentOnce);
    artefact.put("outlet.one-use-total", statistics.oneUseTotal());
  }
}
