package io.pindown.registry;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * A watch is armed in a block that is freed meanwhile and replaced by a smaller one, on the shipped classes: it does not pass for a watch
 * in that one, where it does not lie.
 */
@JCStressTest
@Outcome(id = "true, false", expect = Expect.ACCEPTABLE, desc = "in no known container")
@Outcome(id = "false, true", expect = Expect.ACCEPTABLE, desc = "hit by the free")
@Outcome(id = "false, false", expect = Expect.ACCEPTABLE, desc = "both")
@Outcome(id = "true, true", expect = Expect.FORBIDDEN, desc = "clean, and said to be in a container")
@State
public class WatchAgainstReplacement {
  private static final long ADDRESS = 1L << 40;
  private final AddressSpace space = new AddressSpace(1, null);
  private final WatchRegistry registry = space.newRegistry("stress");
  private Watch watch;

  public WatchAgainstReplacement() {
    space.allocated(ADDRESS, 8192);
  }

  @Actor
  public void replace() {
    space.freed(ADDRESS);
    space.allocated(ADDRESS, 4096);
  }

  @Actor
  public void arm() {
    watch = registry.watch(ADDRESS + 4096, 4096, 1);
  }

  @Arbiter
  public void look(ZZ_Result r) {
    r.r1 = watch.isClean();
    r.r2 = watch.isContained();
  }
}
