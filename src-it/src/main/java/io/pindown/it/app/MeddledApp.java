package io.pindown.it.app;

import io.pindown.cache.CacheOptions;
import io.pindown.cache.Lease;
import io.pindown.cache.RegistrationCache;
import io.pindown.registrar.Access;
import io.pindown.registrar.Registrar;
import io.pindown.registry.AddressSpace;
import io.pindown.registry.Coverage;
import io.pindown.registry.Watch;
import io.pindown.registry.WatchRegistry;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the cache does while another agent rewrites and replaces the classes that have the hooks. Blocks are so large that the next one
 * gets the address of the one before.
 */
public final class MeddledApp {
  private static final int SIZE = 41_943_049;
  private static final List<String> UNSAFE = List.of("jdk.internal.misc.Unsafe");
  private static final List<String> ALL = List.of("jdk.internal.misc.Unsafe", "sun.nio.ch.UnixFileDispatcherImpl", "sun.nio.ch.FileChannelImpl",
      "sun.nio.ch.FileChannelImpl$Unmapper", "sun.nio.ch.FileDispatcherImpl", "java.io.RandomAccessFile", "java.nio.MappedMemoryUtils",
      "jdk.internal.foreign.MemorySessionImpl", "jdk.internal.foreign.abi.AbstractLinker");

  private final Artefact artefact = new Artefact();
  private final AtomicLong clock = new AtomicLong();
  private final AddressSpace space = AddressSpace.process();
  private final RegistrationCache<Long> cache = RegistrationCache.of(new Clocked(), CacheOptions.defaults("meddled"));

  private MeddledApp() {}

  /** A registration is when it was made. */
  private final class Clocked implements Registrar<Long> {
    @Override
    public Long register(long address, long length, int access) {
      return clock.incrementAndGet();
    }

    @Override
    public void deregister(Long handle) {
      // nothing is pinned
    }
  }

  public static void main(String[] args) throws Exception {
    new MeddledApp().run();
  }

  private void run() throws Exception {
    ByteBuffer kept = ByteBuffer.allocateDirect(SIZE);
    long block = OffHeap.allocate(1_000_003);
    space.covers(true); // has everything proven
    artefact.put("first", lease(kept) + " " + lease(block) + " " + coverage());
    MeddlingAgent.retransform(ALL);
    artefact.put("retransformed", lease(kept) + " " + lease(block) + " " + coverage());
    MeddlingAgent.redefine(ALL);
    artefact.put("redefined", lease(kept) + " " + lease(block) + " " + coverage());
    artefact.put("redefined.end", reused());

    MeddlingAgent.insist();
    MeddlingAgent.retransform(UNSAFE);
    artefact.put("insisting", lease(kept) + " " + lease(block) + " " + lease(ByteBuffer.allocateDirect(100_003)));
    artefact.put("insisting.end", reused());
    MeddlingAgent.relent();
    artefact.put("relented", lease(kept));
    space.proveAgain();
    artefact.put("proven-again", lease(kept) + " " + lease(block) + " " + lease(ByteBuffer.allocateDirect(100_003)) + " " + coverage());
    artefact.put("proven-again.end", reused());

    // gone and there again before anybody looks
    ByteBuffer buffer = ByteBuffer.allocateDirect(SIZE);
    long address = OffHeap.address(buffer);
    lease(buffer);
    MeddlingAgent.insist();
    MeddlingAgent.retransform(UNSAFE);
    OffHeap.invokeCleaner(buffer);
    buffer = ByteBuffer.allocateDirect(SIZE);
    long born = clock.incrementAndGet();
    MeddlingAgent.relent();
    MeddlingAgent.retransform(UNSAFE);
    artefact.put("unseen", (OffHeap.address(buffer) == address ? "same address " : "") + (handle(buffer) < born ? "stale" : "fresh") + " " + coverage());
    artefact.put("unseen.kept", lease(kept));
    artefact.put("last", reused());
    cache.close();
    artefact.put("nobody-looked", watched());
    artefact.write();
  }

  /** The hooks are gone and there again, and no thread has asked in between: the free of the watched block must not be lost. */
  private String watched() throws Exception {
    try (WatchRegistry registry = space.newRegistry("watched")) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(SIZE);
      Watch watch = registry.watch(OffHeap.address(buffer), SIZE, 7);
      String clean = watch.isClean() ? "clean" : "dirty";
      MeddlingAgent.insist();
      MeddlingAgent.retransform(UNSAFE);
      OffHeap.invokeCleaner(buffer);
      MeddlingAgent.relent();
      MeddlingAgent.retransform(UNSAFE);
      return clean + " " + (watch.isClean() ? "clean" : "dirty") + " " + registry.drain(new long[2]);
    }
  }

  private String coverage() {
    Coverage coverage = space.coverage();
    return coverage.gaps().stream().allMatch(gap -> gap.name().equals("REFLECTION")) ? "covered" : coverage.gaps().toString();
  }

  private String lease(ByteBuffer buffer) {
    return lease(address(buffer), buffer.capacity(), buffer);
  }

  private String lease(long block) {
    return lease(block, 1_000_003, null);
  }

  private static long address(ByteBuffer buffer) {
    try {
      return OffHeap.address(buffer);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Cached, whether the registration is a new one, or why not. */
  private String lease(long address, long length, Object owner) {
    long before = clock.get();
    try (Lease<Long> lease = cache.acquire(address, length, Access.LOCAL_READ, owner)) {
      return lease.isCached() ? lease.handle() > before ? "new" : "hit" : lease.whyNotCached().toString();
    }
  }

  private long handle(ByteBuffer buffer) {
    try (Lease<Long> lease = cache.acquire(buffer, Access.LOCAL_READ)) {
      return lease.handle();
    }
  }

  /** A buffer ends, and another one gets its address: whether that one gets a registration older than itself. */
  private String reused() throws Exception {
    ByteBuffer buffer = ByteBuffer.allocateDirect(SIZE);
    long address = OffHeap.address(buffer);
    handle(buffer);
    OffHeap.invokeCleaner(buffer);
    ByteBuffer next = ByteBuffer.allocateDirect(SIZE);
    long born = clock.incrementAndGet();
    String result = (OffHeap.address(next) == address ? "same address " : "") + (handle(next) < born ? "stale" : "fresh");
    OffHeap.invokeCleaner(next);
    return result;
  }
}
