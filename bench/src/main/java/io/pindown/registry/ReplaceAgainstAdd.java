package io.pindown.registry;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZZ_Result;

/**
 * A dead base in the set of granules is replaced while its container comes to life again, on the shipped classes: whose add says that the
 * base is in, finds it.
 */
@JCStressTest
@Outcome(id = {"true, true, false, false", "false, false, true, true"}, expect = Expect.ACCEPTABLE, desc = "one of the two has the place")
@Outcome(id = {"false, true, false, false", "false, false, false, false"}, expect = Expect.ACCEPTABLE, desc = "neither: not recorded")
@Outcome(expect = Expect.FORBIDDEN, desc = "added, and not to be found")
@State
public class ReplaceAgainstAdd {
  private static final int LEVEL = 12;
  private static final int PLACES = 7;
  private static final long OLD = 1L << 40;
  private static final long NEXT = OLD + (1L << 30);
  private final Containers containers = new Containers(4, new Narrowing());
  private final GranuleSet set = new GranuleSet(1, containers);

  public ReplaceAgainstAdd() {
    containers.add(NEXT, 4096, 0);
    for (int i = 0; i < PLACES; i++) {
      containers.add(OLD + i * 8192, 4096, 0);
      set.add(LEVEL, OLD + i * 8192);
    }
    containers.remove(OLD);
  }

  @Actor
  public void revive(ZZZZ_Result r) {
    containers.add(OLD, 4096, 0);
    r.r1 = set.add(LEVEL, OLD);
  }

  @Actor
  public void replace(ZZZZ_Result r) {
    r.r3 = set.add(LEVEL, NEXT);
  }

  @Arbiter
  public void look(ZZZZ_Result r) {
    r.r2 = set.around(LEVEL, OLD >>> LEVEL, OLD, OLD + 1) == OLD;
    r.r4 = set.around(LEVEL, NEXT >>> LEVEL, NEXT, NEXT + 1) == NEXT;
  }
}
