package io.pindown.registry;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** The weakened twin of {@link AdoptAgainstAcquire}: what is recorded is relied on at once, and what is withdrawn hits no watch. */
@JCStressTest
@Outcome(id = {"false, true", "false, false", "true, false"}, expect = Expect.ACCEPTABLE, desc = "as in the shipped class")
@Outcome(id = "true, true", expect = Expect.ACCEPTABLE_INTERESTING, desc = "caught: relied on for ever after its end")
@State
public class AdoptAgainstAcquireWeakened {
  private final AtomicInteger known = new AtomicInteger();

  @Actor
  public void adopt() {
    known.set(1);
    known.set(0);
  }

  @Actor
  public void acquire(ZZ_Result r) {
    r.r1 = known.get() == 1;
    r.r2 = true;
  }
}
