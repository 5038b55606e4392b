package io.pindown.it.app;

import io.pindown.cache.CacheOptions;
import io.pindown.cache.Lease;
import io.pindown.cache.RegistrationCache;
import io.pindown.registrar.Access;
import io.pindown.registry.AddressSpace;
import io.pindown.registry.Watch;
import io.pindown.registry.WatchRegistry;
import java.lang.reflect.Constructor;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel.MapMode;
import java.util.ArrayList;
import java.util.List;

/**
 * Memory of every kind, taken before the agent comes: what is cached after that, for what reason the rest is not, and whether its end is
 * seen.
 */
public final class OlderMemoryApp {
  private final Artefact artefact = new Artefact();
  private final List<Older> kinds = new ArrayList<>();
  private AddressSpace space;
  private RegistrationCache<Long> cache;
  private WatchRegistry watches;

  private OlderMemoryApp() {}

  /** Something that ends memory. */
  public interface End {
    void run() throws Throwable;
  }

  /**
   * @param owner what is handed to the cache with the address, or null
   * @param end ends it; null if nobody does
   * @param elsewhere whether it ends in another thread, which has begun to end it when {@code end} returns
   */
  private record Older(String name, long address, long length, Object owner, End end, boolean elsewhere) {}

  /** Notes memory that is there already, to be looked at after the attach. */
  public void add(String name, long address, long length, Object owner, End end) {
    kinds.add(new Older(name, address, length, owner, end, false));
  }

  /** The same for memory that the collector's threads end. */
  public void addCollected(String name, long address, long length, Object owner, End end) {
    kinds.add(new Older(name, address, length, owner, end, true));
  }

  public static void main(String[] args) throws Throwable {
    OlderMemoryApp app = new OlderMemoryApp();
    try (MappedFile file = new MappedFile(700_001)) {
      app.takeMemory(file);
      for (String more : args) {
        Class.forName(more).getMethod("addTo", OlderMemoryApp.class).invoke(null, app);
      }
      app.takeAndEnd();
      Meeting.ready();
      app.look();
    }
    app.artefact.write();
  }

  private void takeMemory(MappedFile file) throws Exception {
    ByteBuffer direct = ByteBuffer.allocateDirect(1_000_003);
    add("direct", OffHeap.address(direct), direct.capacity(), direct, () -> OffHeap.invokeCleaner(direct));
    ByteBuffer byAddress = ByteBuffer.allocateDirect(1_000_081);
    add("direct-by-address", OffHeap.address(byAddress), byAddress.capacity(), null, () -> OffHeap.invokeCleaner(byAddress));
    ByteBuffer whole = ByteBuffer.allocateDirect(300_007);
    ByteBuffer view = whole.duplicate().position(10_007).slice().asReadOnlyBuffer();
    add("view", OffHeap.address(view), view.capacity(), view, () -> OffHeap.invokeCleaner(whole));
    ByteBuffer atLimit = ByteBuffer.allocateDirect(4_089);
    add("smallest", OffHeap.address(atLimit), atLimit.capacity(), atLimit, () -> OffHeap.invokeCleaner(atLimit));
    ByteBuffer small = ByteBuffer.allocateDirect(4_088);
    add("small", OffHeap.address(small), small.capacity(), small, () -> OffHeap.invokeCleaner(small));
    MappedByteBuffer mapped = file.channel.map(MapMode.READ_WRITE, 5_003, 600_011);
    add("mapped", OffHeap.address(mapped), mapped.capacity(), mapped, () -> OffHeap.invokeCleaner(mapped));
    ByteBuffer over = file.channel.map(MapMode.READ_ONLY, 0, 65_537).order(java.nio.ByteOrder.nativeOrder());
    add("mapped-by-address", OffHeap.address(over), over.capacity(), null, () -> OffHeap.invokeCleaner(over));
    long block = OffHeap.allocate(500_009);
    add("unsafe", block, 500_009, null, () -> OffHeap.free(block));
    long wrapped = OffHeap.allocate(200_003);
    ByteBuffer native0 = ofNative(wrapped, 200_003);
    add("native-view", wrapped + 4_099, 100_003, native0.duplicate().position(4_099).slice(), null);
    add("stranger", wrapped, 200_003, new Object(), null);
    add("native", wrapped, 200_003, native0, () -> OffHeap.free(wrapped));
  }

  /** Last, so that nothing else gets the address. */
  private void takeAndEnd() throws ReflectiveOperationException {
    ByteBuffer ended = ByteBuffer.allocateDirect(400_009);
    long where = OffHeap.address(ended);
    OffHeap.invokeCleaner(ended);
    add("ended", where, ended.capacity(), ended, null);
  }

  /** As JNI's NewDirectByteBuffer makes them. */
  private static ByteBuffer ofNative(long address, int length) throws ReflectiveOperationException {
    Class<?> type = Class.forName("java.nio.DirectByteBuffer");
    Class<?> size = Runtime.version().feature() >= 21 ? long.class : int.class;
    Constructor<?> constructor = type.getDeclaredConstructor(long.class, size);
    constructor.setAccessible(true);
    return (ByteBuffer) (size == long.class ? constructor.newInstance(address, (long) length) : constructor.newInstance(address, length));
  }

  private void look() throws Throwable {
    space = AddressSpace.process();
    watches = space.newRegistry("older");
    cache = RegistrationCache.of(new CountingRegistrar(), CacheOptions.defaults("older"));
    artefact.put("hooked", space.hooked());
    for (Older kind : kinds) {
      String first = lease(kind);
      artefact.put(kind.name, first);
      if (kind.end != null) {
        end(kind, first);
      }
    }
    artefact.put("hits", cache.statistics().hits());
    artefact.put("reasons", cache.statistics().oneUse().values().stream().mapToLong(Long::longValue).sum());
    cache.close();
    watches.close();
  }

  /** Leased twice: cached the second time, too, or the reason why not. */
  private String lease(Older kind) {
    String last = null;
    for (int i = 0; i < 2; i++) {
      try (Lease<Long> lease = cache.acquire(kind.address, kind.length, Access.LOCAL_READ, kind.owner)) {
        String now = lease.isCached() ? "cached" : lease.whyNotCached().toString();
        last = last == null || last.equals(now) ? now : last + " " + now;
      }
    }
    return last;
  }

  /** Notes whether the end was reported to a watch, how many registrations it took out of the cache, and what is not as it must be. */
  private void end(Older kind, String how) throws Throwable {
    Watch watch = watches.watch(kind.address, kind.length, 7);
    boolean known = space.containerAround(kind.address, kind.address + kind.length) != 0;
    long invalidations = cache.statistics().invalidations();
    kind.end.run();
    if (kind.elsewhere) {
      Meeting.until("the report of " + kind.name, () -> !watch.isClean()); // a container is forgotten before its watches are hit
    }
    String end = watch.isClean() ? "missed" : "reported";
    boolean stays = space.containerAround(kind.address, kind.address + kind.length) != 0;
    cache.flush();
    artefact.put(kind.name + ".end", end + " " + (cache.statistics().invalidations() - invalidations)
        + (known == how.equals("cached") ? "" : ", known before") + (stays ? ", known after" : ""));
    watches.unwatch(watch);
  }
}
