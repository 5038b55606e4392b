package io.pindown.registry;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * The weakened twin of {@link BeginAgainstArm}: the same two words, "a change is open" and "a watch is there", written with release and
 * read with acquire, the full fences taken away. The forbidden outcome must be seen here, also on x86, or the test of the shipped class
 * proves nothing.
 */
@JCStressTest
@Outcome(id = {"1, 0", "0, 1", "1, 1"}, expect = Expect.ACCEPTABLE, desc = "as in the shipped class")
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE_INTERESTING, desc = "caught: without the fences the two can miss each other")
@State
public class BeginAgainstArmWeakened {
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger watched = new AtomicInteger();

  @Actor
  public void change(II_Result r) {
    open.setRelease(1);
    r.r1 = watched.getAcquire();
  }

  @Actor
  public void arm(II_Result r) {
    watched.setRelease(1);
    r.r2 = open.getAcquire();
  }
}
