package io.pindown.it.soak;

import io.pindown.cache.CacheOptions;
import io.pindown.it.app.Artefact;
import io.pindown.it.app.Meeting;
import io.pindown.it.app.ModeSwitch;
import io.pindown.registry.AddressSpace;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/**
 * The soak's threads, and such that send without a cache, while the agent's mode is changed again and again. Arguments: rounds of changes, seed, workers, the
 * modes of a round joined by {@code +}. A first eighth of the rounds is for what is loaded and made once; then it rests, says what the process takes, goes
 * on, rests, and says it again. What it ends in is the last mode of the round.
 */
public final class SwitchedApp {
  private static final int LEAST_ROUNDS = 3;
  private static final long LIMIT_SECONDS = TimeUnit.MINUTES.toSeconds(30);
  private static final int LEAST_TRAFFIC = 20;
  private static final int TRAFFIC_A_MODE = 3;
  private static final int ROUNDS_A_COLLECTION = 4;

  private final Artefact artefact;
  private final Equipment equipment;
  private final int rounds;
  private final long seed;
  private final int workers;
  private final String[] modes;
  private final Map<Traffic, LongAdder> trafficRounds = new IdentityHashMap<>();
  private final LongAdder trafficWrong = new LongAdder();
  private int changes;

  private SwitchedApp(String[] args, Artefact artefact) throws ReflectiveOperationException {
    this.artefact = artefact;
    equipment = Equipment.found();
    rounds = Integer.parseInt(args[0]);
    seed = Long.parseLong(args[1]);
    workers = Integer.parseInt(args[2]);
    modes = args[3].split("\\+");
  }

  public static void main(String[] args) throws Throwable {
    Artefact artefact = new Artefact();
    try {
      if (args.length > 4) {
        Meeting.ready(); // for an attach
      }
      new SwitchedApp(args, artefact).run();
    } catch (Throwable t) {
      artefact.failure("failure", t);
      throw t;
    } finally {
      artefact.write();
    }
    if (args.length > 4) {
      Meeting.readyFor("end");
    }
  }

  private void run() throws Throwable {
    artefact.put("kernel-before", KernelCounts.now());
    try (Nic<?> first = equipment.nic(1_024, true);
        Nic<?> second = equipment.nic(64, false)) {
      artefact.put("truth", first.truth());
      artefact.put("why-no-nic", equipment.whyNoNic());
      CacheOptions little = CacheOptions.defaults("exposed").withMaxBytes(3L << 20).withWidenLimit(1L << 20);
      Port<?> sheltered = new Port<>("sheltered", first, CacheOptions.defaults("sheltered"), AddressSpace.process());
      Port<?> exposed = new Port<>("exposed", second, little, AddressSpace.process());
      List<Traffic> traffic = Traffics.all();
      traffic.forEach(each -> trafficRounds.put(each, new LongAdder()));
      leg(Math.max(LEAST_ROUNDS, rounds / 8), seed, sheltered, exposed, traffic);
      rest(sheltered, exposed).writeTo(artefact, "before");
      artefact.put("held/before", held(traffic));
      leg(rounds, ~seed, sheltered, exposed, traffic);
      rest(sheltered, exposed).writeTo(artefact, "after");
      artefact.put("held/after", held(traffic));
      sheltered.close(artefact);
      exposed.close(artefact);
      for (Traffic each : traffic) {
        each.close();
      }
      artefact.put("changes", changes);
      artefact.put("traffic/kinds", traffic.size());
      artefact.put("traffic/rounds", Arrays.toString(roundsOf(traffic)));
      artefact.put("traffic/wrong", trafficWrong.sum());
      artefact.put("dropped-containers", AddressSpace.process().droppedContainers());
      artefact.put("events", Told.events(AddressSpace.process()));
    }
    artefact.put("kernel-after", KernelCounts.now());
  }

  /** So many rounds of changes while everybody works. */
  private void leg(int count, long steps, Port<?> sheltered, Port<?> exposed, List<Traffic> traffic) throws Throwable {
    AtomicBoolean over = new AtomicBoolean();
    Crew crew = new Crew(LIMIT_SECONDS, over::get);
    Workplace place = new Workplace(workers, equipment.kinds(), sheltered, exposed);
    for (int i = 0; i < workers; i++) {
      crew.add(new Worker(i, steps, place, crew));
    }
    traffic.forEach(each -> crew.add(() -> send(each, crew, new SplittableRandom(steps))));
    try {
      ModeSwitch mode = ModeSwitch.ofThisProcess();
      for (int i = 0; i < count && !crew.hasFailed(); i++) {
        if (i % ROUNDS_A_COLLECTION == 0) {
          System.gc(); // the VM lets go what it has replaced
        }
        for (String next : modes) {
          long[] before = roundsOf(traffic);
          mode.to(next);
          changes++;
          Meeting.until("traffic of each kind in mode " + next, () -> crew.hasFailed() || allBeyond(roundsOf(traffic), before));
        }
      }
    } finally {
      over.set(true);
      crew.await();
    }
    place.clear();
  }

  private long[] roundsOf(List<Traffic> traffic) {
    return traffic.stream().mapToLong(each -> trafficRounds.get(each).sum()).toArray();
  }

  private static boolean allBeyond(long[] now, long[] before) {
    for (int i = 0; i < now.length; i++) {
      if (now[i] < before[i] + TRAFFIC_A_MODE) {
        return false;
      }
    }
    return true;
  }

  private void send(Traffic each, Crew crew, SplittableRandom random) throws Exception {
    for (long done = 0; !crew.isOver(done, LEAST_TRAFFIC); done++) {
      trafficWrong.add(each.round(random));
      trafficRounds.get(each).increment();
    }
  }

  private static Footprint rest(Port<?> sheltered, Port<?> exposed) throws Exception {
    sheltered.flush();
    exposed.flush();
    return Footprint.now();
  }

  private static int held(List<Traffic> traffic) {
    return traffic.stream().mapToInt(Traffic::held).sum();
  }
}
