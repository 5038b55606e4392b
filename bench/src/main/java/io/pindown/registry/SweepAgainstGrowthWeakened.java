package io.pindown.registry;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/** The weakened twin of {@link SweepAgainstGrowth}: a larger table that is published before what was in the old one is in it. */
@JCStressTest
@Outcome(id = "true", expect = Expect.ACCEPTABLE, desc = "hit")
@Outcome(id = "false", expect = Expect.ACCEPTABLE_INTERESTING, desc = "caught: the sweep has looked into the empty table")
@State
public class SweepAgainstGrowthWeakened {
  private final AtomicReference<AtomicInteger> table = new AtomicReference<>(new AtomicInteger(1));

  @Actor
  public void grow() {
    AtomicInteger old = table.get();
    AtomicInteger larger = new AtomicInteger();
    table.set(larger);
    larger.set(old.get());
  }

  @Actor
  public void event(Z_Result r) {
    AtomicInteger t;
    boolean seen = false;
    do {
      t = table.get();
      seen |= t.get() != 0;
    } while (t != table.get());
    r.r1 = seen;
  }
}
