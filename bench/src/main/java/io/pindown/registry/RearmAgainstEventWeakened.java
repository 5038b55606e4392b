package io.pindown.registry;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;

/** The weakened twin of {@link RearmAgainstEvent}: an event that counts its hit by a read and a write, not by a CAS. */
@JCStressTest
@Outcome(id = {"true, 0", "false, 1"}, expect = Expect.ACCEPTABLE, desc = "as in the shipped class")
@Outcome(id = "false, 0", expect = Expect.ACCEPTABLE_INTERESTING, desc = "caught: armed again, and neither clean nor reported")
@State
public class RearmAgainstEventWeakened {
  private static final int HIT = 4;
  private final AtomicInteger state = new AtomicInteger(Watch.REPORTED);

  @Actor
  public void event() {
    int now = state.get();
    state.set(now == Watch.ARMED ? Watch.DIRTY | HIT : now + HIT);
  }

  @Actor
  public void rearm() {
    int now = state.get();
    while (!state.compareAndSet(now, Watch.ARMED)) {
      now = state.get();
    }
  }

  @Arbiter
  public void look(ZI_Result r) {
    r.r1 = state.get() == Watch.ARMED;
    r.r2 = (state.get() & 3) == Watch.DIRTY ? 1 : 0;
  }
}
