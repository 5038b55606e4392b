package io.pindown.cache;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;

/** The weakened twin of {@link LeaseAgainstRetire}: a lease is counted by a read and a write, not by a CAS. */
@JCStressTest
@Outcome(id = {"true, 0", "false, 1"}, expect = Expect.ACCEPTABLE, desc = "as in the shipped class")
@Outcome(id = "true, 1", expect = Expect.ACCEPTABLE_INTERESTING, desc = "caught: a lease on what is deregistered")
@State
public class LeaseAgainstRetireWeakened {
  private static final int CLOSED = -1;
  private final AtomicInteger leases = new AtomicInteger();

  @Actor
  public void lease(ZI_Result r) {
    int now = leases.get();
    if (now != CLOSED) {
      leases.set(now + 1);
      r.r1 = true;
    }
  }

  @Actor
  public void retire(ZI_Result r) {
    r.r2 = leases.compareAndSet(0, CLOSED) ? 1 : 0;
  }
}
