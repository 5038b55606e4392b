package io.pindown.registry;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** The weakened twin of {@link UnwatchAgainstEvent}: a mark by a read and a write, not by a CAS. */
@JCStressTest
@Outcome(id = "3", expect = Expect.ACCEPTABLE, desc = "removed")
@Outcome(id = "1", expect = Expect.ACCEPTABLE_INTERESTING, desc = "caught: dirty, and so reported, after unwatch")
@State
public class UnwatchAgainstEventWeakened {
  private final AtomicInteger state = new AtomicInteger(Watch.ARMED);

  @Actor
  public void event() {
    if (state.get() == Watch.ARMED) {
      state.set(Watch.DIRTY);
    }
  }

  @Actor
  public void unwatch() {
    state.set(Watch.REMOVED);
  }

  @Arbiter
  public void look(I_Result r) {
    r.r1 = state.get();
  }
}
