package io.pindown.cache;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * The weakened twin of {@link RegisterAgainstFree}: "the roster has it" and "its memory has changed", written with release and read with
 * acquire.
 */
@JCStressTest
@Outcome(id = {"1, 0", "0, 1", "1, 1"}, expect = Expect.ACCEPTABLE, desc = "as in the shipped class")
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE_INTERESTING, desc = "caught: the drain does not find it, nor its maker the change: it stays for ever")
@State
public class RegisterAgainstFreeWeakened {
  private final AtomicInteger inRoster = new AtomicInteger();
  private final AtomicInteger dirty = new AtomicInteger();

  @Actor
  public void register(II_Result r) {
    inRoster.setRelease(1);
    r.r1 = dirty.getAcquire();
  }

  @Actor
  public void free(II_Result r) {
    dirty.setRelease(1);
    r.r2 = inRoster.getAcquire();
  }
}
