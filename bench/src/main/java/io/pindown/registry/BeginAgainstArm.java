package io.pindown.registry;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * A change of mapping begins while a watch is armed, on the shipped classes: either the change hits the watch, or whoever armed it
 * sees the change in progress. Both is fine, neither would let a stale registration be kept.
 */
@JCStressTest
@Outcome(id = "true, false", expect = Expect.ACCEPTABLE, desc = "the change hit the watch")
@Outcome(id = "false, true", expect = Expect.ACCEPTABLE, desc = "the change was seen in progress")
@Outcome(id = "true, true", expect = Expect.ACCEPTABLE, desc = "both")
@Outcome(id = "false, false", expect = Expect.FORBIDDEN, desc = "unseen by both: stale for ever")
@State
public class BeginAgainstArm {
  private static final long ADDRESS = 1L << 40;
  private final AddressSpace space = new AddressSpace(1, null);
  private final WatchRegistry registry = space.newRegistry("stress");
  private Watch watch;

  @Actor
  public void change() {
    space.changeBegin(ADDRESS, 4096);
  }

  @Actor
  public void arm(ZZ_Result r) {
    watch = registry.watch(ADDRESS, 4096, 1);
    r.r2 = space.isChanging(ADDRESS, ADDRESS + 4096);
  }

  @Arbiter
  public void look(ZZ_Result r) {
    r.r1 = !watch.isClean();
  }
}
