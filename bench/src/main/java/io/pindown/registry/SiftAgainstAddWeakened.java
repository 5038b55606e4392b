package io.pindown.registry;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * The weakened twin of {@link SiftAgainstAdd}: "a container is in the table" and "there is another sieve", written with release and read
 * with acquire, the fence taken away.
 */
@JCStressTest
@Outcome(id = {"1, 0", "0, 1", "1, 1"}, expect = Expect.ACCEPTABLE, desc = "as in the shipped class")
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE_INTERESTING, desc = "caught: neither marks the new sieve")
@State
public class SiftAgainstAddWeakened {
  private final AtomicInteger container = new AtomicInteger();
  private final AtomicInteger sieve = new AtomicInteger();

  @Actor
  public void sift(II_Result r) {
    sieve.setRelease(1);
    r.r1 = container.getAcquire();
  }

  @Actor
  public void add(II_Result r) {
    container.setRelease(1);
    r.r2 = sieve.getAcquire();
  }
}
