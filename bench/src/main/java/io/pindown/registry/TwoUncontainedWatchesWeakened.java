package io.pindown.registry;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * The weakened twin of {@link TwoUncontainedWatches}: the count of such watches goes up outside of the lock under which the hooks are
 * told.
 */
@JCStressTest
@Outcome(id = "true, true", expect = Expect.ACCEPTABLE, desc = "told in time")
@Outcome(id = {"true, false", "false, true"}, expect = Expect.ACCEPTABLE_INTERESTING, desc = "caught: the second one does not wait for the first one to tell")
@State
public class TwoUncontainedWatchesWeakened {
  private final AtomicInteger uncontained = new AtomicInteger();
  private volatile boolean told;

  private boolean watch() {
    if (uncontained.incrementAndGet() == 1) {
      synchronized (this) {
        told = true;
      }
    }
    return told;
  }

  @Actor
  public void one(ZZ_Result r) {
    r.r1 = watch();
  }

  @Actor
  public void other(ZZ_Result r) {
    r.r2 = watch();
  }
}
