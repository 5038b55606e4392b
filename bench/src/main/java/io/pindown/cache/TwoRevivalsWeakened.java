package io.pindown.cache;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** The weakened twin of {@link TwoRevivals}: what was found is taken out without asking whether it still was there. */
@JCStressTest
@Outcome(id = {"true, false", "false, true"}, expect = Expect.ACCEPTABLE, desc = "as in the shipped class")
@Outcome(id = "true, true", expect = Expect.ACCEPTABLE_INTERESTING, desc = "caught: both have it")
@State
public class TwoRevivalsWeakened {
  private final AtomicInteger kept = new AtomicInteger(1);

  private boolean take() {
    boolean found = kept.get() == 1;
    kept.set(0);
    return found;
  }

  @Actor
  public void one(ZZ_Result r) {
    r.r1 = take();
  }

  @Actor
  public void other(ZZ_Result r) {
    r.r2 = take();
  }
}
