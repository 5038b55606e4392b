package io.pindown.cache;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/** The weakened twin of {@link ReviveAgainstKernelEvent}: what only frees have hit is armed by a look and a write, not by a CAS. */
@JCStressTest
@Outcome(id = "false", expect = Expect.ACCEPTABLE, desc = "as in the shipped class")
@Outcome(id = "true", expect = Expect.ACCEPTABLE_INTERESTING, desc = "caught: the event came between the look and the write")
@State
public class ReviveAgainstKernelEventWeakened {
  private static final int ARMED = 0;
  private static final int ONLY_FREED = 1;
  private static final int CHANGED = 2;
  private final AtomicInteger state = new AtomicInteger(ONLY_FREED);

  @Actor
  public void revive() {
    if (state.get() == ONLY_FREED) {
      state.set(ARMED);
    }
  }

  @Actor
  public void drop() {
    state.set(CHANGED);
  }

  @Arbiter
  public void look(Z_Result r) {
    r.r1 = state.get() == ARMED;
  }
}
