package io.pindown.bench.scaling;

import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/** Runs a program on so many simulated threads: events in the order of simulated time, the same for the same seed. */
final class Simulation {
  private static final double JITTER = 0.1;
  private static final long OPERATIONS = 1_000;

  /** At a moment a thread goes on. */
  private record Event(double at, long order, int thread) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      int byTime = Double.compare(at, other.at);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  private static final class Actor {
    List<Step> steps = List.of();
    int next;
    int tries;
    boolean trying;
  }

  private final Costs costs;
  private final Program program;
  private final SplittableRandom random;
  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private final Actor[] actors;
  private long order;
  private long done;

  private Simulation(Costs costs, Program program, int threads, long seed) {
    this.costs = costs;
    this.program = program;
    this.random = new SplittableRandom(seed);
    this.actors = new Actor[threads];
    for (int i = 0; i < threads; i++) {
      actors[i] = new Actor();
      wake(i, random.nextDouble() * 10);
    }
  }

  /**
   * Lets each thread do about a thousand operations, and some before that are not counted.
   *
   * @param threads 1 to the topology's cores; thread i runs on core i
   * @throws IllegalArgumentException if there are not that many cores, or the program counts no thread
   */
  static Outcome run(Topology topology, Costs costs, Program program, int threads, long seed) {
    if (threads < 1 || threads > topology.size()) {
      throw new IllegalArgumentException(threads + " threads: must be 1 to " + topology.size() + ", the cores of " + topology);
    }
    int counted = 0;
    for (int i = 0; i < threads; i++) {
      counted += program.isCounted(i) ? 1 : 0;
    }
    if (counted == 0) {
      throw new IllegalArgumentException("none of " + threads + " threads is counted");
    }
    Simulation simulation = new Simulation(costs, program, threads, seed);
    double begin = simulation.until(counted * OPERATIONS / 4);
    long before = simulation.done;
    double end = simulation.until(before + counted * OPERATIONS);
    return new Outcome(counted, simulation.done - before, end - begin);
  }

  private double until(long operations) {
    double now = 0;
    while (done < operations) {
      Event event = events.remove();
      now = event.at;
      step(event.thread, now);
    }
    return now;
  }

  private void wake(int thread, double at) {
    events.add(new Event(at, order++, thread));
  }

  private void step(int thread, double now) {
    Actor actor = actors[thread];
    if (actor.next == actor.steps.size()) {
      if (!actor.steps.isEmpty() && program.isCounted(thread)) {
        done++;
      }
      actor.steps = program.operation(thread, random);
      actor.next = 0;
    }
    Step step = actor.steps.get(actor.next);
    if (step instanceof Step.Enter enter) {
      enter(thread, actor, enter.mutex(), now);
      return;
    }
    actor.next++;
    if (step instanceof Step.Work work) {
      wake(thread, now + work.nanos() * (1 + JITTER * (2 * random.nextDouble() - 1)));
    } else if (step instanceof Step.Read read) {
      wake(thread, read.line().read(thread, now));
    } else if (step instanceof Step.Write write) {
      wake(thread, write.line().write(thread, now));
    } else if (step instanceof Step.Leave leave) {
      leave(thread, leave.mutex(), now);
    }
  }

  /** Gets the line first, then sees whether the lock is free: two events, since the holder may go in between. */
  private void enter(int thread, Actor actor, Mutex mutex, double now) {
    if (!actor.trying) {
      actor.trying = true;
      wake(thread, mutex.line.write(thread, now));
      return;
    }
    actor.trying = false;
    boolean woken = mutex.waking && !mutex.waiting.isEmpty() && mutex.waiting.peekFirst() == thread;
    if (!mutex.held) {
      mutex.held = true;
      actor.next++;
      actor.tries = 0;
      if (woken) {
        mutex.waiting.removeFirst();
        mutex.waking = false;
      }
      wake(thread, now);
    } else if (woken) {
      mutex.waking = false; // it parks again; the next release wakes it
    } else if (++actor.tries < Mutex.TRIES) {
      wake(thread, now + Mutex.BETWEEN_TRIES);
    } else {
      actor.tries = 0;
      mutex.waiting.addLast(thread);
    }
  }

  private void leave(int thread, Mutex mutex, double now) {
    mutex.held = false;
    double then = mutex.line.write(thread, now);
    if (!mutex.waiting.isEmpty() && !mutex.waking) {
      mutex.waking = true;
      then += costs.unpark();
      wake(mutex.waiting.peekFirst(), then + costs.wake());
    }
    wake(thread, then);
  }
}
