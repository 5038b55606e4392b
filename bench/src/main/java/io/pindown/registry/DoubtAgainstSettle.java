package io.pindown.registry;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/** Hooks are put in doubt while an earlier doubt is settled, on the shipped class: the settling was asked about it, or it is in doubt still. */
@JCStressTest
@Outcome(id = "true", expect = Expect.ACCEPTABLE, desc = "in doubt")
@Outcome(expect = Expect.FORBIDDEN, desc = "a doubt that nobody asks about")
@State
public class DoubtAgainstSettle {
  private final LostEvents losses = new LostEvents(new long[1]);
  private volatile boolean raised;

  public DoubtAgainstSettle() {
    losses.run();
  }

  @Actor
  public void doubt() {
    raised = true;
    losses.run();
  }

  @Actor
  public void settle() {
    losses.settle(this::intact, () -> {});
  }

  private boolean intact() {
    if (raised) {
      losses.run(); // cannot be told yet
    }
    return true;
  }

  @Arbiter
  public void look(Z_Result r) {
    r.r1 = !losses.none();
  }
}
