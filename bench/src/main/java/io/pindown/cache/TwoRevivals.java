package io.pindown.cache;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** Two threads want the registration that was kept for their block, on the shipped classes: one arms it, and the other one may hit it then. */
@JCStressTest
@Outcome(id = {"true, false", "false, true"}, expect = Expect.ACCEPTABLE, desc = "one of them")
@Outcome(expect = Expect.FORBIDDEN, desc = "armed and leased as new twice, or by nobody")
@State
public class TwoRevivals {
  private final Sleeper sleeper = new Sleeper().asleep();

  @Actor
  public void one(ZZ_Result r) {
    r.r1 = sleeper.revive();
  }

  @Actor
  public void other(ZZ_Result r) {
    r.r2 = sleeper.revive();
  }
}
