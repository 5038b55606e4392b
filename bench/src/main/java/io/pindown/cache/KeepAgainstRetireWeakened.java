package io.pindown.cache;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** The weakened twin of {@link KeepAgainstRetire}: who retires takes it out first, and says that it is retired after that. */
@JCStressTest
@Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "as in the shipped class")
@Outcome(id = "1", expect = Expect.ACCEPTABLE_INTERESTING, desc = "caught: kept for ever")
@State
public class KeepAgainstRetireWeakened {
  private final AtomicInteger kept = new AtomicInteger();
  private volatile boolean retired;

  @Actor
  public void keep() {
    kept.set(1);
    if (retired) {
      kept.set(0);
    }
  }

  @Actor
  public void retire() {
    kept.set(0);
    retired = true;
  }

  @Arbiter
  public void look(I_Result r) {
    r.r1 = kept.get();
  }
}
