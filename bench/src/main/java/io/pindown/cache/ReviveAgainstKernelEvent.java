package io.pindown.cache;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZ_Result;

/**
 * A registration that was kept is armed again for the next block while the kernel drops its pages, on the shipped classes: who comes after the
 * drop does not get it, and nobody gets it in the end.
 */
@JCStressTest
@Outcome(id = {"false, true, false", "false, false, false"}, expect = Expect.ACCEPTABLE, desc = "before the drop is over: leased, or hit by its event")
@Outcome(id = "true, false, false", expect = Expect.ACCEPTABLE, desc = "after it: registered anew")
@Outcome(expect = Expect.FORBIDDEN, desc = "a lease of pages that are gone")
@State
public class ReviveAgainstKernelEvent {
  private final Sleeper sleeper = new Sleeper().asleep();
  private volatile boolean dropped;

  @Actor
  public void revive(ZZZ_Result r) {
    r.r1 = dropped;
    r.r2 = sleeper.revive();
  }

  @Actor
  public void drop() {
    sleeper.kernel.tell();
    dropped = true;
  }

  @Arbiter
  public void look(ZZZ_Result r) {
    r.r3 = sleeper.isUsable();
  }
}
