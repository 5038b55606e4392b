package io.pindown.registry;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZ_Result;

/**
 * An event sweeps the index while it grows, on the shipped classes: a watch that is in all the while is hit, and so is one whose add was
 * over before.
 */
@JCStressTest
@Outcome(id = {"true, true, true", "false, true, true", "false, true, false"}, expect = Expect.ACCEPTABLE, desc = "hit")
@Outcome(expect = Expect.FORBIDDEN, desc = "missed")
@State
public class SweepAgainstGrowth {
  private static final long ADDRESS = 1L << 40;
  private static final int FULL = 84;
  private static final WatchRegistry REGISTRY = new AddressSpace(1, null).newRegistry("stress");
  private static final Watch[] OTHERS = new Watch[FULL];

  static {
    for (int i = 0; i < FULL; i++) {
      OTHERS[i] = new Watch.Named(REGISTRY, ADDRESS + (i + 2) * 4096L, 4096, i);
    }
  }

  private final WatchIndex index = new WatchIndex();
  private final Watch there = new Watch.Named(REGISTRY, ADDRESS, 4096, 1);
  private final Watch coming = new Watch.Named(REGISTRY, ADDRESS + 4096, 4096, 2);
  private volatile boolean added;

  public SweepAgainstGrowth() {
    index.add(there);
    for (Watch watch : OTHERS) {
      index.add(watch);
    }
  }

  @Actor
  public void grow() {
    index.add(coming);
    added = true;
  }

  @Actor
  public void event(ZZZ_Result r) {
    index.hit(ADDRESS, ADDRESS + 4096, WatchIndex.ANY);
    r.r1 = added;
    index.hit(ADDRESS + 4096, ADDRESS + 8192, WatchIndex.ANY);
  }

  @Arbiter
  public void look(ZZZ_Result r) {
    r.r2 = there.hits() != 0;
    r.r3 = coming.hits() != 0;
  }
}
