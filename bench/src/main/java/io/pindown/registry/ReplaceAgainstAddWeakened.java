package io.pindown.registry;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZZ_Result;

/** The weakened twin of {@link ReplaceAgainstAdd}: the base is replaced without having been marked first. */
@JCStressTest
@Outcome(id = {"true, true, false, false", "false, false, true, true"}, expect = Expect.ACCEPTABLE, desc = "as in the shipped class")
@Outcome(id = "true, false, true, true", expect = Expect.ACCEPTABLE_INTERESTING, desc = "caught: the base was found in the set, and then overwritten")
@State
public class ReplaceAgainstAddWeakened {
  private static final int OLD = 1;
  private static final int NEXT = 2;
  private final AtomicInteger place = new AtomicInteger(OLD);
  private final AtomicInteger live = new AtomicInteger();

  @Actor
  public void revive(ZZZZ_Result r) {
    live.set(1);
    r.r1 = place.get() == OLD;
  }

  @Actor
  public void replace(ZZZZ_Result r) {
    r.r3 = live.get() == 0 && place.compareAndSet(OLD, NEXT);
  }

  @Arbiter
  public void look(ZZZZ_Result r) {
    r.r2 = place.get() == OLD;
    r.r4 = place.get() == NEXT;
  }
}
