package io.pindown.cache;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/** The weakened twin of {@link ReviveAgainstAsking}: the kernel is asked first, and what was kept is told after that. */
@JCStressTest
@Outcome(id = "false", expect = Expect.ACCEPTABLE, desc = "as in the shipped class")
@Outcome(id = "true", expect = Expect.ACCEPTABLE_INTERESTING, desc = "caught: it came back between the two")
@State
public class ReviveAgainstAskingWeakened {
  private final AtomicInteger onlyFreed = new AtomicInteger(1);
  private volatile boolean watched;

  @Actor
  public void revive(Z_Result r) {
    r.r1 = watched && onlyFreed.compareAndSet(1, 0);
  }

  @Actor
  public void ask() {
    watched = true;
    onlyFreed.set(0);
  }
}
