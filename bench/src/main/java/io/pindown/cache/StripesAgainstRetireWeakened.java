package io.pindown.cache;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * The weakened twin of {@link StripesAgainstRetire} and {@link StripedLeaseAgainstRetire}: a retire that reads {@code stripes} before it
 * writes {@code retired}, not after.
 */
@JCStressTest
@Outcome(id = {"true, false", "false, true", "false, false"}, expect = Expect.ACCEPTABLE, desc = "as in the shipped class")
@Outcome(id = "true, true", expect = Expect.ACCEPTABLE_INTERESTING, desc = "caught: the lease is in stripes that are never collapsed, and the word is closed")
@State
public class StripesAgainstRetireWeakened {
  private final AtomicInteger stripes = new AtomicInteger();
  private final AtomicInteger retired = new AtomicInteger();

  @Actor
  public void installAndLease(ZZ_Result r) {
    stripes.set(1);
    r.r1 = retired.get() == 0;
  }

  @Actor
  public void retire(ZZ_Result r) {
    int seen = stripes.get();
    retired.set(1);
    r.r2 = seen == 0;
  }
}
