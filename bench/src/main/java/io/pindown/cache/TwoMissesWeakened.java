package io.pindown.cache;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** The weakened twin of {@link TwoMisses}: looking for a flight and beginning one are two steps, not one under the lock. */
@JCStressTest
@Outcome(id = {"1, 0", "0, 1"}, expect = Expect.ACCEPTABLE, desc = "one of the two registers")
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE_INTERESTING, desc = "caught: both register")
@State
public class TwoMissesWeakened {
  private final AtomicInteger flights = new AtomicInteger();

  private int begin() {
    if (flights.get() != 0) {
      return 0;
    }
    flights.incrementAndGet();
    return 1;
  }

  @Actor
  public void one(II_Result r) {
    r.r1 = begin();
  }

  @Actor
  public void other(II_Result r) {
    r.r2 = begin();
  }
}
