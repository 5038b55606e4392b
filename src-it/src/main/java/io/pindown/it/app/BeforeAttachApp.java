package io.pindown.it.app;

import io.pindown.cache.CacheOptions;
import io.pindown.cache.Lease;
import io.pindown.cache.RegistrationCache;
import io.pindown.registrar.Access;
import io.pindown.registry.AddressSpace;
import io.pindown.registry.Watch;
import io.pindown.registry.WatchRegistry;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import sun.misc.Unsafe;

/** Memory and watches from before the agent came, and a thread that never leaves its compiled loop of allocate and free. */
@SuppressWarnings({"deprecation", "removal"})
public final class BeforeAttachApp {
  private static final Unsafe UNSAFE = OffHeap.UNSAFE;
  private static final long SIZE = 1_999_993;

  private BeforeAttachApp() {}

  public static void main(String[] args) throws Exception {
    Artefact artefact = new Artefact();
    AtomicLong rounds = new AtomicLong();
    WatchedByLoop loop = new WatchedByLoop(rounds);
    loop.setDaemon(true);
    loop.start();
    Meeting.until("100,003 rounds of the loop", () -> rounds.get() > 100_003);
    AddressSpace space = AddressSpace.process();
    try (WatchRegistry registry = space.newRegistry("before")) {
      long old = UNSAFE.allocateMemory(SIZE);
      long block = UNSAFE.allocateMemory(SIZE);
      ByteBuffer kept = ByteBuffer.allocateDirect(1_000_003);
      Watch ofOld = registry.watch(old, SIZE, 7);
      Watch ofKept = registry.watch(OffHeap.address(kept), kept.capacity(), 11);
      artefact.put("hooked-before", space.hooked());
      artefact.put("clean-before", ofOld.isClean() && ofKept.isClean());
      Meeting.ready();
      artefact.put("hooked-after", space.hooked());
      artefact.put("clean-after", ofOld.isClean() || ofKept.isClean());
      artefact.put("drained-after", registry.drain(new long[3]));
      artefact.put("rearmed", registry.rearm(ofOld) && registry.rearm(ofKept));
      artefact.put("clean-rearmed", ofOld.isClean() && ofKept.isClean());
      UNSAFE.freeMemory(old);
      long[] cookies = new long[3];
      artefact.put("freed.drained", registry.drain(cookies));
      artefact.put("freed.cookie", cookies[0]);
      artefact.put("kept-clean", ofKept.isClean());
      artefact.put("kept", kept.capacity());
      cache(artefact, space, kept, block);
      loop.watched = registry;
      if (space.hooked()) {
        Meeting.until("a report of the loop's block", () -> loop.reported);
      }
      artefact.put("loop-reported", loop.reported);
    }
    artefact.write();
  }

  /** A buffer from before is cached; a block of which only the address is known is registered for each use, until its owner declares it. */
  private static void cache(Artefact artefact, AddressSpace space, ByteBuffer kept, long block) throws ReflectiveOperationException {
    try (RegistrationCache<Long> cache = RegistrationCache.of(new CountingRegistrar(), CacheOptions.defaults("before"))) {
      try (Lease<Long> lease = cache.acquire(kept, Access.LOCAL_READ)) {
        artefact.put("old-memory", lease.isCached());
      }
      try (Lease<Long> lease = cache.acquire(block, SIZE, Access.LOCAL_READ)) {
        artefact.put("old-block", lease.whyNotCached());
      }
      space.declare(block, SIZE);
      try (Lease<Long> lease = cache.acquire(block, SIZE, Access.LOCAL_READ)) {
        artefact.put("declared-block", lease.isCached());
      }
      try (Lease<Long> lease = cache.acquire(ByteBuffer.allocateDirect(50_021), Access.LOCAL_READ)) {
        artefact.put("new-memory", lease.isCached());
      }
    }
    UNSAFE.freeMemory(block);
  }

  /** One call of {@code run} that the compiler replaces on the stack while it runs; it goes on in that code for ever. */
  private static final class WatchedByLoop extends Thread {
    private final AtomicLong rounds;
    volatile WatchRegistry watched;
    volatile boolean reported;

    WatchedByLoop(AtomicLong rounds) {
      super("compiled loop");
      this.rounds = rounds;
    }

    @Override
    public void run() {
      while (!reported) {
        long block = UNSAFE.allocateMemory(8_209);
        WatchRegistry registry = watched;
        Watch watch = registry == null ? null : registry.watch(block, 8_209, 13);
        UNSAFE.freeMemory(block);
        if (watch != null) {
          reported = !watch.isClean();
          registry.unwatch(watch);
        }
        rounds.incrementAndGet();
      }
    }
  }
}
