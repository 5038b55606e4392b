package io.pindown.registry;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * A watch is armed in a container that ends meanwhile, on the shipped classes: either the end finds the note of the watch, or the watch
 * is in no known container.
 */
@JCStressTest
@Outcome(id = "true, false", expect = Expect.ACCEPTABLE, desc = "the end has hit the watch")
@Outcome(id = "false, true", expect = Expect.ACCEPTABLE, desc = "the container was gone")
@Outcome(id = "false, false", expect = Expect.ACCEPTABLE, desc = "gone, and hit since it was counted in no container by then")
@Outcome(id = "true, true", expect = Expect.FORBIDDEN, desc = "in a container that is gone, and clean: stale for ever")
@State
public class WatchAgainstEnd {
  private static final long ADDRESS = 1L << 40;
  private final AddressSpace space = new AddressSpace(1, null);
  private final WatchRegistry registry = space.newRegistry("stress");
  private Watch watch;

  public WatchAgainstEnd() {
    space.allocated(ADDRESS, 8192);
  }

  @Actor
  public void end() {
    space.freed(ADDRESS);
  }

  @Actor
  public void arm() {
    watch = registry.watch(ADDRESS + 100, 5000, 1);
  }

  @Arbiter
  public void look(ZZ_Result r) {
    r.r1 = watch.isContained();
    r.r2 = watch.isClean();
  }
}
