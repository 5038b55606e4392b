package io.pindown.registry;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** An event and two consumers, in two threads, on the shipped classes: the watch is reported once in all, and the proven generation is not ahead. */
@JCStressTest
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "reported once, and by the last drain at the latest")
@Outcome(expect = Expect.FORBIDDEN, desc = "lost, or reported twice")
@State
public class DrainAgainstEvent {
  private static final long ADDRESS = 1L << 40;
  private final AddressSpace space = new AddressSpace(1, null);
  private final WatchRegistry registry = space.newRegistry("stress");
  private final Watch watch = registry.watch(ADDRESS, 4096, 1);
  private int first;
  private int second;

  @Actor
  public void eventAndConsumer() {
    space.unmapped(ADDRESS, 4096);
    first = registry.drain(new long[1]);
  }

  @Actor
  public void anotherConsumer() {
    second = registry.drain(new long[1]);
  }

  @Arbiter
  public void rest(II_Result r) {
    boolean promised = registry.generation() == registry.drainedGeneration();
    int last = registry.drain(new long[1]);
    r.r1 = first + second + last;
    // a registry that says that it is drained has nothing left to report
    r.r2 = promised && last != 0 ? 0 : watch.isClean() ? 0 : 1;
  }
}
