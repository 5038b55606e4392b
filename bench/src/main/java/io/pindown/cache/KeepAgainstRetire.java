package io.pindown.cache;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** A registration is kept at a free while it is retired, as by an eviction or a flush, on the shipped classes: it is kept by nobody in the end. */
@JCStressTest
@Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "nothing is kept")
@Outcome(expect = Expect.FORBIDDEN, desc = "kept for ever, and nobody's")
@State
public class KeepAgainstRetire {
  private final Sleeper sleeper = new Sleeper();

  @Actor
  public void keep() {
    sleeper.invalidator.reap();
  }

  @Actor
  public void retire() {
    sleeper.invalidator.retire(sleeper.registration);
  }

  @Arbiter
  public void look(I_Result r) {
    r.r1 = sleeper.dormant.size();
  }
}
