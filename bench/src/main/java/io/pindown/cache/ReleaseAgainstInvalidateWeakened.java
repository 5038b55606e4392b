package io.pindown.cache;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * The weakened twin of {@link ReleaseAgainstInvalidate} and {@link ReleaseAgainstRetire}: the count of leases and {@code retired} are
 * written with release and read with acquire.
 */
@JCStressTest
@Outcome(id = {"1, 0", "0, 1", "1, 1"}, expect = Expect.ACCEPTABLE, desc = "one of the two goes on to the CAS that closes")
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE_INTERESTING, desc = "caught: each leaves it to the other, and it is never deregistered")
@State
public class ReleaseAgainstInvalidateWeakened {
  private final AtomicInteger leases = new AtomicInteger(1);
  private final AtomicInteger retired = new AtomicInteger();

  @Actor
  public void release(II_Result r) {
    leases.setRelease(0);
    r.r1 = retired.getAcquire();
  }

  @Actor
  public void retire(II_Result r) {
    retired.setRelease(1);
    r.r2 = leases.getAcquire() == 0 ? 1 : 0;
  }
}
