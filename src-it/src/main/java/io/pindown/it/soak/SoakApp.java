package io.pindown.it.soak;

import io.pindown.cache.CacheOptions;
import io.pindown.cache.Lease;
import io.pindown.it.app.Artefact;
import io.pindown.it.app.OffHeap;
import io.pindown.registrar.Access;
import io.pindown.registry.AddressSpace;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * Threads that do to off-heap memory what a program can do to it, and send from it, for a time; then all must add up. Arguments: seconds,
 * seed, address space as {@link Spaces} names it, workers.
 *
 * <p>Three ports, each with a cache. {@code sheltered} serves blocks only, which no change of other memory can concern, so it must not
 * see any change in use. {@code exposed} serves everything, with little room: few places in the device's table, few bytes. {@code duel}
 * serves the {@link Duel}.
 */
public final class SoakApp {
  private static final int END_SECONDS = 60;
  private static final int FAULTS = 100;
  private static final long HELD = 100_003;

  private final Artefact artefact = new Artefact();
  private final AtomicBoolean failed = new AtomicBoolean();

  private SoakApp() {}

  public static void main(String[] args) throws Throwable {
    SoakApp app = new SoakApp();
    try {
      app.run(Long.parseLong(args[0]), Long.parseLong(args[1]), Spaces.of(args[2], new Stretch()), Integer.parseInt(args[3]));
    } catch (Throwable t) {
      app.artefact.failure("failure", t);
      throw t;
    } finally {
      app.artefact.write();
    }
  }

  private void run(long seconds, long seed, AddressSpace space, int workers) throws Throwable {
    Equipment equipment = Equipment.found();
    KernelCounts before = KernelCounts.now();
    try (Nic<?> first = equipment.nic(1_024, true);
        Nic<?> second = equipment.nic(10, false);
        Nic<?> third = equipment.nic(1_024, false)) {
      say("soak of " + seconds + " s, seed " + seed + ", " + workers + " workers; truth: " + first.truth());
      artefact.put("truth", first.truth());
      artefact.put("why-no-nic", equipment.whyNoNic());
      Port<?> sheltered = port("sheltered", first, CacheOptions.defaults("sheltered"), space);
      Port<?> exposed = port("exposed", second, CacheOptions.defaults("exposed").withMaxBytes(3L << 20).withWidenLimit(1L << 20), space);
      Port<?> dueling = port("duel", third, CacheOptions.defaults("duel"), space);
      artefact.put("kernel-holding", holding(List.of(sheltered, exposed, dueling)));
      Workplace place = new Workplace(workers, equipment.kinds(), sheltered, exposed);
      work(place, dueling, equipment, seconds, seed, workers);
      if (space == AddressSpace.process()) {
        Faults.commit(FAULTS, first, space, artefact);
      }
      place.clear();
      place.counts().forEach((what, count) -> artefact.put("did/" + what, count));
      sheltered.close(artefact);
      exposed.close(artefact);
      dueling.close(artefact);
      artefact.put("kernel-after-close", KernelCounts.now());
      artefact.put("dropped-containers", space.droppedContainers());
    }
    artefact.put("kernel-before", before);
    artefact.put("kernel-after", KernelCounts.now());
    artefact.put("migrations", PageFrames.migrations());
  }

  private static <P> Port<P> port(String name, Nic<P> nic, CacheOptions options, AddressSpace space) {
    return new Port<>(name, nic, options, space);
  }

  /** What the kernel says while each port has one registration: so that what it says when they have none means something. */
  private static KernelCounts holding(List<Port<?>> ports) {
    long block = OffHeap.allocate(HELD);
    List<Lease<?>> leases = new ArrayList<>();
    ports.forEach(port -> leases.add(port.lease(block, HELD, Access.LOCAL_READ)));
    KernelCounts counts = KernelCounts.now();
    leases.forEach(Lease::release);
    OffHeap.free(block);
    return counts;
  }

  /** Returns when all have ended, by time or since one has failed. */
  private void work(Workplace place, Port<?> dueling, Equipment equipment, long seconds, long seed, int workers) throws Throwable {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    BooleanSupplier over = () -> failed.get() || System.nanoTime() - end >= 0;
    ExecutorService threads = Executors.newFixedThreadPool(workers + 1);
    List<Future<Void>> all = new ArrayList<>();
    for (int i = 0; i < workers; i++) {
      Worker worker = new Worker(i, seed, place, over);
      all.add(threads.submit(() -> failing(worker::call)));
    }
    all.add(threads.submit(() -> failing(() -> {
      new Duel<>(dueling, new Stretch(), over).fight(equipment.grounds(), seed, artefact);
      return null;
    })));
    threads.shutdown();
    Throwable failure = null;
    for (Future<Void> each : all) {
      try {
        each.get(seconds + END_SECONDS, TimeUnit.SECONDS);
      } catch (ExecutionException e) {
        failure = failure == null ? e.getCause() : failure;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  private interface Task {
    Void run() throws Throwable;
  }

  /** So that a failure ends the others, too. */
  private Void failing(Task task) throws Exception {
    try {
      return task.run();
    } catch (Throwable t) {
      failed.set(true);
      throw t instanceof Exception e ? e : new ExecutionException(t);
    }
  }

  private static void say(String line) {
    System.out.println(line);
  }
}
