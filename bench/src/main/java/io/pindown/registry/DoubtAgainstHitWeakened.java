package io.pindown.registry;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** The weakened twin of {@link DoubtAgainstHit}: who settles writes at its end that nothing is in doubt, whatever is there by then. */
@JCStressTest
@Outcome(id = {"false, true", "false, false", "true, false"}, expect = Expect.ACCEPTABLE, desc = "as in the shipped class")
@Outcome(id = "true, true", expect = Expect.ACCEPTABLE_INTERESTING, desc = "caught: a doubt is gone, and a watch clean whose memory has ended")
@State
public class DoubtAgainstHitWeakened {
  private static final int NONE = 0;
  private static final int SETTLING = 1;
  private static final int DOUBTED = 3;
  private final AtomicInteger failed = new AtomicInteger(DOUBTED);
  private volatile boolean ended;

  @Actor
  public void takeAway() {
    failed.set(DOUBTED);
    ended = true;
  }

  @Actor
  public void hit(ZZ_Result r) {
    failed.set(SETTLING);
    failed.set(NONE);
    r.r1 = ended;
    r.r2 = failed.get() == NONE;
  }
}
