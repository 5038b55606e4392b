package io.pindown.it.soak;

import io.pindown.cache.CacheOptions;
import io.pindown.cache.Lease;
import io.pindown.it.app.Artefact;
import io.pindown.it.app.OffHeap;
import io.pindown.registrar.Access;
import io.pindown.registry.AddressSpace;
import java.util.ArrayList;
import java.util.List;

/**
 * Threads that do to off-heap memory what a program can do to it, and send from it, for a time; then all must add up. Arguments: seconds,
 * seed, address space as {@link Spaces} names it, workers.
 *
 * <p>Three ports, each with a cache. {@code sheltered} serves blocks only, which no change of other memory can concern, so it must not
 * see any change in use. {@code exposed} serves everything, with little room: few places in the device's table, few bytes. {@code duel}
 * serves the {@link Duel}.
 */
public final class SoakApp {
  private static final int LEAST_ROUNDS = 12;
  private static final int FAULTS = 100;
  private static final long HELD = 100_003;

  private final Artefact artefact;
  private final Equipment equipment;
  private final long seconds;
  private final long seed;
  private final Stretch stretch = new Stretch();
  private final AddressSpace space;
  private final int workers;

  private SoakApp(String[] args, Artefact artefact) throws ReflectiveOperationException {
    this.artefact = artefact;
    equipment = Equipment.found();
    seconds = Long.parseLong(args[0]);
    seed = Long.parseLong(args[1]);
    space = Spaces.of(args[2], stretch);
    workers = Integer.parseInt(args[3]);
  }

  public static void main(String[] args) throws Throwable {
    Artefact artefact = new Artefact();
    try {
      new SoakApp(args, artefact).run();
    } catch (Throwable t) {
      artefact.failure("failure", t);
      throw t;
    } finally {
      artefact.write();
    }
  }

  private void run() throws Throwable {
    artefact.put("kernel-before", KernelCounts.now());
    try (Nic<?> first = equipment.nic(1_024, true);
        Nic<?> second = equipment.nic(10, false);
        Nic<?> third = equipment.nic(1_024, false)) {
      System.out.println("soak of " + seconds + " s, seed " + seed + ", " + workers + " workers; truth: " + first.truth());
      artefact.put("truth", first.truth());
      artefact.put("why-no-nic", equipment.whyNoNic());
      CacheOptions little = CacheOptions.defaults("exposed").withMaxBytes(3L << 20).withWidenLimit(1L << 20);
      Port<?> sheltered = new Port<>("sheltered", first, CacheOptions.defaults("sheltered"), space);
      Port<?> exposed = new Port<>("exposed", second, little, space);
      Port<?> dueling = new Port<>("duel", third, CacheOptions.defaults("duel"), space);
      artefact.put("kernel-holding", holding(List.of(sheltered, exposed, dueling)));
      work(new Workplace(workers, equipment.kinds(), sheltered, exposed), dueling);
      if (space == AddressSpace.process()) {
        Faults.commit(FAULTS, first, space, artefact);
      }
      for (Port<?> port : List.of(sheltered, exposed, dueling)) {
        port.close(artefact);
      }
      artefact.put("kernel-after-close", KernelCounts.now());
      artefact.put("dropped-containers", space.droppedContainers());
      artefact.put("events", Told.events(space));
    }
    artefact.put("kernel-after", KernelCounts.now());
    artefact.put("migrations", PageFrames.migrations());
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

  private void work(Workplace place, Port<?> dueling) throws Throwable {
    Crew crew = new Crew(seconds);
    List<Worker> all = new ArrayList<>();
    for (int i = 0; i < workers; i++) {
      all.add(new Worker(i, seed, place, crew));
    }
    all.forEach(crew::add);
    crew.add(() -> new Duel<>(dueling, seed, stretch, rounds -> crew.isOver(rounds, LEAST_ROUNDS)).fight(equipment.grounds(), artefact));
    crew.await();
    place.clear();
    all.forEach(worker -> artefact.put("trace/" + all.indexOf(worker), worker.traced()));
    place.counts().forEach((what, count) -> artefact.put("did/" + what, count));
  }
}
