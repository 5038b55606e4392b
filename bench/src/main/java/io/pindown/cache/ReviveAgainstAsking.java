package io.pindown.cache;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * The pages of a registration that was kept are others by now, and the kernel says so until it is asked to watch them anew, for another watch
 * in the same container, on the shipped classes: the registration does not come back.
 */
@JCStressTest
@Outcome(id = "false, false", expect = Expect.ACCEPTABLE, desc = "registered anew")
@Outcome(expect = Expect.FORBIDDEN, desc = "a lease of pages that are gone")
@State
public class ReviveAgainstAsking {
  private final Sleeper sleeper = new Sleeper().asleep();

  public ReviveAgainstAsking() {
    sleeper.kernel.replace();
  }

  @Actor
  public void revive(ZZ_Result r) {
    r.r1 = sleeper.revive();
  }

  @Actor
  public void ask() {
    sleeper.space.newRegistry("other").watch(Sleeper.BASE, 16, 1);
  }

  @Arbiter
  public void look(ZZ_Result r) {
    r.r2 = sleeper.revive() || sleeper.isUsable();
  }
}
