package io.pindown.it.rdma;

import io.pindown.cache.CacheOptions;
import io.pindown.cache.CacheStatistics;
import io.pindown.cache.Lease;
import io.pindown.cache.RegistrationCache;
import io.pindown.it.app.Artefact;
import io.pindown.it.app.OffHeap;
import io.pindown.nic.registrar.VerbsRegistrar;
import io.pindown.nic.verbs.ForkSafety;
import io.pindown.nic.verbs.MemoryRegion;
import io.pindown.nic.verbs.VerbsDevice;
import io.pindown.registrar.Access;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/** Two devices at once with a registry each, and one of them taken away while leases are out. */
public final class DevicesApp {
  private static final int BLOCK = 1 << 20;
  private static final int ROUNDS = 4;

  private DevicesApp() {}

  public static void main(String[] args) throws Exception {
    Artefact artefact = new Artefact();
    artefact.put("fork/before", ForkSafety.now());
    artefact.put("fork/enabled", ForkSafety.enable());
    artefact.put("devices", VerbsDevice.list().stream().map(VerbsDevice::name).sorted().toList());
    try {
      twoAtOnce(artefact);
      removal(artefact);
    } catch (Throwable e) {
      artefact.failure("failure", e);
    }
    artefact.write();
  }

  private static void twoAtOnce(Artefact artefact) {
    try (RdmaLink one = new RdmaLink("rxe0");
        RdmaLink two = new RdmaLink("rxe1");
        RegistrationCache<MemoryRegion> first = cache(one);
        RegistrationCache<MemoryRegion> second = cache(two);
        Arena arena = Arena.ofConfined()) {
      MemorySegment arrived = arena.allocate(BLOCK, 4096);
      int wrong = 0;
      int again = 0;
      long before = 0;
      for (int round = 0; round < ROUNDS; round++) {
        ByteBuffer block = ByteBuffer.allocateDirect(BLOCK);
        MemorySegment memory = MemorySegment.ofBuffer(block).fill((byte) ('a' + round));
        again += memory.address() == before ? 1 : 0;
        before = memory.address();
        for (Operation operation : Operation.values()) {
          wrong += transfer(one, first, operation, memory, arrived);
          wrong += transfer(two, second, operation, memory, arrived);
        }
        OffHeap.invokeCleaner(block);
      }
      first.flush();
      second.flush();
      artefact.put("two/wrong", wrong);
      artefact.put("two/again", again);
      put(artefact, "two/first", first.statistics());
      put(artefact, "two/second", second.statistics());
    }
  }

  private static void put(Artefact artefact, String name, CacheStatistics statistics) {
    artefact.put(name + "-registrations", statistics.registrations());
    artefact.put(name + "-invalidations", statistics.invalidations());
    artefact.put(name + "-hits", statistics.hits());
  }

  private static int transfer(
      RdmaLink link, RegistrationCache<MemoryRegion> cache, Operation operation, MemorySegment memory, MemorySegment arrived) {
    arrived.fill((byte) '?');
    try (Lease<MemoryRegion> lease = cache.acquire(memory.address(), BLOCK, operation.access)) {
      link.transfer(operation, lease.handle(), memory.address(), arrived);
    }
    return memory.mismatch(arrived) == -1 ? 0 : 1;
  }

  private static RegistrationCache<MemoryRegion> cache(RdmaLink link) {
    return RegistrationCache.of(new VerbsRegistrar(link.domain()), CacheOptions.defaults("on-" + link.context().device()));
  }

  /** rxe waits with the removal until nobody has the device open; what is open goes on meanwhile. */
  private static void removal(Artefact artefact) throws Exception {
    ByteBuffer block = ByteBuffer.allocateDirect(BLOCK);
    MemorySegment memory = MemorySegment.ofBuffer(block);
    Process removal;
    try (RdmaLink link = new RdmaLink("rxe1"); Arena arena = Arena.ofConfined()) {
      RegistrationCache<MemoryRegion> cache = cache(link);
      Lease<MemoryRegion> lease = cache.acquire(memory.address(), BLOCK, Access.REMOTE_WRITE);
      removal = new ProcessBuilder("rdma", "link", "delete", "rxe1").inheritIO().start();
      artefact.put("removal/ended-early", removal.waitFor(2, TimeUnit.SECONDS));
      artefact.put("removal/event", link.context().awaitEvent(1, TimeUnit.SECONDS));
      artefact.put("removal/wrong", transferOr(artefact, "removal/transfer", () -> transfer(link, cache, Operation.SEND, memory, arena.allocate(BLOCK, 4096))));
      lease.release();
      cache.close();
      artefact.put("removal/failed-deregistrations", cache.statistics().failedDeregistrations());
      artefact.put("removal/regions", link.domain().regions());
    }
    artefact.put("removal/ended", removal.waitFor(30, TimeUnit.SECONDS) ? removal.exitValue() : "not");
    artefact.put("removal/devices", VerbsDevice.list().stream().map(VerbsDevice::name).sorted().toList());
  }

  private interface Step {
    int run();
  }

  private static Object transferOr(Artefact artefact, String name, Step step) {
    try {
      return step.run();
    } catch (RuntimeException e) {
      artefact.failure(name, e);
      return e.getClass().getSimpleName();
    }
  }
}
