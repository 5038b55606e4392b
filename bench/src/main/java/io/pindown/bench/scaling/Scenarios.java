package io.pindown.bench.scaling;

import io.pindown.bench.scaling.Step.Enter;
import io.pindown.bench.scaling.Step.Leave;
import io.pindown.bench.scaling.Step.Read;
import io.pindown.bench.scaling.Step.Work;
import io.pindown.bench.scaling.Step.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The paths of the code as programs of the model: which shared lines each of them reads and writes, in which order. What is left of the
 * time that one thread was measured to take is the core's own work. docs/scaling.md has the count that this rests on.
 */
final class Scenarios {
  /** What the roster's lock and that of the registrations under way are held for: a few stores and fences. Assumed. */
  private static final double ROSTER_HELD = 30;

  private static final double FLIGHTS_HELD = 15;

  private final Topology topology;
  private final Costs machine;
  private final CostFile measured;

  Scenarios(Topology topology, CostFile measured) {
    this(topology, measured, measured.machine());
  }

  Scenarios(Topology topology, CostFile measured, Costs machine) {
    this.topology = topology;
    this.machine = machine;
    this.measured = measured;
  }

  Outcome run(Program program, int threads) {
    return Simulation.run(topology, machine, program, threads, 1);
  }

  private Line line() {
    return new Line(topology, machine);
  }

  private Line[] lines(int count) {
    if (count < 1) {
      throw new IllegalArgumentException(count + " lines: must be 1 or more");
    }
    Line[] lines = new Line[count];
    for (int i = 0; i < count; i++) {
      lines[i] = line();
    }
    return lines;
  }

  /** What is left of a measured time after so many atomics. */
  private double own(String key, int atomics) {
    double left = measured.get(key) - atomics * machine.atomic();
    if (left < 0) {
      throw new IllegalArgumentException(key + " is " + measured.get(key) + " ns, less than its " + atomics + " atomics take");
    }
    return left;
  }

  /**
   * Acquire and release of one registration by all threads.
   *
   * @param stripes that count the leases, thread i at stripe i modulo stripes; 0 for the registration's own word
   */
  Program hotRegion(int stripes) {
    Line registration = line();
    Line[] counts = stripes == 0 ? new Line[] {registration} : lines(stripes);
    return hot(registration, counts, thread -> thread % counts.length);
  }

  /** {@link #hotRegion} with the threads' stripes drawn at random, as the identifiers of an application's threads are. */
  Program hotRegionAtRandom(int stripes) {
    int[] own = new SplittableRandom(7).ints(topology.size(), 0, stripes).toArray();
    return hot(line(), lines(stripes), thread -> own[thread]);
  }

  private interface Choice {
    int of(int thread);
  }

  private Program hot(Line registration, Line[] counts, Choice choice) {
    double work = own("hit.1", 2);
    return (thread, random) -> {
      Line count = counts[choice.of(thread)];
      return List.of(
          new Read(registration), new Work(work / 2), new Write(count), new Work(work / 4), new Write(count), new Work(work / 4));
    };
  }

  /** Acquire and release of a thousand registrations at random, each with its count in itself. */
  Program thousandRegions() {
    double work = own("hit.1000", 2);
    Line[] registrations = lines(1000);
    return (thread, random) -> {
      Line r = registrations[random.nextInt(registrations.length)];
      return List.of(new Read(r), new Work(work / 2), new Write(r), new Work(work / 4), new Write(r), new Work(work / 4));
    };
  }

  /**
   * Acquire and release of so many registrations at random that none is in a cache: what differs from one thread is the way to memory.
   *
   * @param interleaved whether half of the memory is the other socket's; if not, all of it is the own socket's
   */
  Program manyRegions(int population, boolean interleaved) {
    double work = own("hit." + population, 2);
    // the place in the front, then the registration: two loads of which the second waits for the first
    double more = interleaved ? (topology.sockets() - 1.0) / topology.sockets() * 2 * (machine.far() - machine.local()) : 0;
    Line[] own = lines(topology.size());
    return (thread, random) -> List.of(new Work(work + more), new Write(own[thread]), new Write(own[thread]));
  }

  /** Watch, register and publish of a new region by each thread; nothing else happens. */
  Program misses(int population) {
    double hold = Math.max(0, measured.get("indexAdd." + population) - 2 * machine.atomic());
    // four locks taken and given back, two counters of the cache, the index's and the roster's own lines
    double work = own("miss." + population, 12) - hold - ROSTER_HELD - 2 * FLIGHTS_HELD;
    Mutex flights = new Mutex(line());
    Mutex index = new Mutex(line());
    Mutex roster = new Mutex(line());
    Line header = line();
    Line sizes = line();
    Line pinned = line();
    Line held = line();
    List<Step> steps = new ArrayList<>();
    steps.add(new Read(header));
    steps.add(new Work(work / 4));
    locked(steps, flights, FLIGHTS_HELD, null);
    steps.add(new Read(header));
    steps.add(new Work(work / 4));
    locked(steps, index, hold, header);
    steps.add(new Write(sizes));
    steps.add(new Work(work / 4));
    steps.add(new Write(pinned));
    locked(steps, roster, ROSTER_HELD, held);
    locked(steps, flights, FLIGHTS_HELD, null);
    steps.add(new Work(work / 4));
    List<Step> all = List.copyOf(steps);
    return (thread, random) -> all;
  }

  /** {@link #misses} with the index, its lock and its table split in so many parts by granule. */
  Program missesSharded(int population, int parts) {
    Program[] shards = new Program[parts];
    for (int i = 0; i < parts; i++) {
      shards[i] = misses(population);
    }
    return (thread, random) -> shards[random.nextInt(parts)].operation(thread, random);
  }

  private static void locked(List<Step> steps, Mutex mutex, double held, Line written) {
    steps.add(new Enter(mutex));
    if (written != null) {
      steps.add(new Write(written));
    }
    steps.add(new Work(held));
    steps.add(new Leave(mutex));
  }

  /**
   * Frees that each hit a watch, armed until then.
   *
   * @param registries that the threads' watches belong to, thread i's to registry i modulo registries
   */
  Program eventsOnWatches(int population, int registries) {
    double work = own("eventOnWatch." + population, 4);
    Line[] counters = lines(EVENT_STRIPES);
    int[] stripe = stripes(EVENT_STRIPES);
    Line[] progress = lines(registries);
    Line[] head = lines(registries);
    return (thread, random) -> {
      int r = thread % registries;
      return List.of(
          new Work(work / 2),
          new Write(counters[stripe[thread]]),
          new Write(progress[r]),
          new Work(work / 2),
          new Write(head[r]),
          new Write(progress[r]));
    };
  }

  /** As in the code. */
  static final int EVENT_STRIPES = 8;

  /** Threads have random identity hashes. */
  private int[] stripes(int count) {
    return new SplittableRandom(11).ints(topology.size(), 0, count).toArray();
  }

  /** Allocation and free of a large block, not watched, by each thread; events counted in so many stripes. */
  Program largeBlocks(int population, int counterStripes) {
    double work = own("allocateAndFree." + population, 2);
    Line[] counters = lines(counterStripes);
    int[] stripe = stripes(counterStripes);
    return (thread, random) -> {
      Line own = counters[stripe[thread]];
      return List.of(new Write(own), new Work(work / 2), new Write(own), new Work(work / 2));
    };
  }

  /** {@link #largeBlocks} on as many stripes as cores, while one more thread misses and each miss writes so many lines that they read. */
  Program largeBlocksBesideMisses(int population, int linesWritten) {
    double work = own("allocateAndFree." + population, 2);
    double miss = measured.get("miss." + population);
    Line[] counters = lines(topology.size());
    Line[] headers = lines(Math.max(1, linesWritten));
    return new Program() {
      @Override
      public List<Step> operation(int thread, SplittableRandom random) {
        List<Step> steps = new ArrayList<>();
        if (thread == 0) {
          steps.add(new Work(miss));
          for (int i = 0; i < linesWritten; i++) {
            steps.add(new Write(headers[i]));
          }
          return steps;
        }
        for (int half = 0; half < 2; half++) {
          steps.add(new Write(counters[thread]));
          for (int i = 0; i < linesWritten; i++) {
            steps.add(new Read(headers[i]));
          }
          steps.add(new Work(work / 2));
        }
        return steps;
      }

      @Override
      public boolean isCounted(int thread) {
        return thread != 0;
      }
    };
  }
}
