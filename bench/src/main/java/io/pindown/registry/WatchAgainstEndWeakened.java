package io.pindown.registry;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * The weakened twin of {@link WatchAgainstEnd}: an end that reads the container's note and then takes the container out by a store, not
 * by a CAS of what it read.
 */
@JCStressTest
@Outcome(id = {"1, 1", "0, 0"}, expect = Expect.ACCEPTABLE, desc = "as in the shipped class")
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE_INTERESTING, desc = "caught: the watch is in the container, and its end has not seen that")
@State
public class WatchAgainstEndWeakened {
  private static final int LIVE = 1;
  private static final int WATCHED = 2;
  private final AtomicInteger value = new AtomicInteger(LIVE);
  private int contained;
  private int hit;

  @Actor
  public void end() {
    int last = value.get();
    value.set(0);
    hit = (last & WATCHED) != 0 ? 1 : 0;
  }

  @Actor
  public void arm() {
    contained = value.compareAndSet(LIVE, LIVE | WATCHED) ? 1 : 0;
  }

  @Arbiter
  public void look(II_Result r) {
    r.r1 = contained;
    r.r2 = hit;
  }
}
