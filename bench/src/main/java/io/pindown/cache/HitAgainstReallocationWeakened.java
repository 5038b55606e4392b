package io.pindown.cache;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;

/**
 * The weakened twin of {@link HitAgainstReallocation}: the state of the watch is looked at before the lease is counted, and not again.
 */
@JCStressTest
@Outcome(id = {"true, 1", "false, 0"}, expect = Expect.ACCEPTABLE, desc = "as in the shipped class")
@Outcome(id = "true, 0", expect = Expect.ACCEPTABLE_INTERESTING, desc = "caught: leased after the change has begun, and not seen")
@State
public class HitAgainstReallocationWeakened {
  private final AtomicInteger leases = new AtomicInteger();
  private final AtomicInteger dirty = new AtomicInteger();

  @Actor
  public void hit(ZI_Result r) {
    if (dirty.get() == 0) {
      leases.incrementAndGet();
      r.r1 = true;
    }
  }

  @Actor
  public void reallocate(ZI_Result r) {
    dirty.set(1);
    r.r2 = leases.get();
  }
}
