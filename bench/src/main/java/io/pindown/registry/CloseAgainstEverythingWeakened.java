package io.pindown.registry;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * The weakened twin of {@link CloseAgainstEverything}: "closed" and "a watch is in", written with release and read with acquire, without
 * what a lock or a volatile access orders beyond that.
 */
@JCStressTest
@Outcome(id = {"1, 0", "0, 1", "1, 1"}, expect = Expect.ACCEPTABLE, desc = "as in the shipped class")
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE_INTERESTING, desc = "caught: close has not found the watch, and its maker not the close")
@State
public class CloseAgainstEverythingWeakened {
  private final AtomicInteger closed = new AtomicInteger();
  private final AtomicInteger watch = new AtomicInteger();

  @Actor
  public void close(II_Result r) {
    closed.setRelease(1);
    r.r1 = watch.getAcquire();
  }

  @Actor
  public void watch(II_Result r) {
    watch.setRelease(1);
    r.r2 = closed.getAcquire();
  }
}
