package io.pindown.registry;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/** The weakened twin of {@link DoubtAgainstSettle}: who doubts reads the word once for each state in which it has to be written. */
@JCStressTest
@Outcome(id = "true", expect = Expect.ACCEPTABLE, desc = "as in the shipped class")
@Outcome(id = "false", expect = Expect.ACCEPTABLE_INTERESTING, desc = "caught: settled between the two reads, and nothing is written")
@State
public class DoubtAgainstSettleWeakened {
  private static final int NONE = 0;
  private static final int SETTLING = 1;
  private static final int DOUBTED = 3;
  private final AtomicInteger failed = new AtomicInteger(SETTLING);

  @Actor
  public void doubt() {
    while (failed.get() == NONE || failed.get() == SETTLING) {
      if (failed.compareAndSet(NONE, DOUBTED) || failed.compareAndSet(SETTLING, DOUBTED)) {
        return;
      }
    }
  }

  @Actor
  public void settle() {
    failed.compareAndSet(SETTLING, NONE);
  }

  @Arbiter
  public void look(Z_Result r) {
    r.r1 = failed.get() == DOUBTED;
  }
}
