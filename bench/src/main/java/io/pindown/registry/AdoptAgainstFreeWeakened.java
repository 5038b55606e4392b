package io.pindown.registry;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/** The weakened twin of {@link AdoptAgainstFree}: it looks whether the arena is closed before it records the memory, and not after. */
@JCStressTest
@Outcome(id = "false", expect = Expect.ACCEPTABLE, desc = "as in the shipped class")
@Outcome(id = "true", expect = Expect.ACCEPTABLE_INTERESTING, desc = "caught: known after its end")
@State
public class AdoptAgainstFreeWeakened {
  private final AtomicInteger known = new AtomicInteger();
  private volatile boolean closed;

  @Actor
  public void adopt() {
    if (!closed) {
      known.set(1);
    }
  }

  @Actor
  public void end() {
    closed = true;
    known.set(0);
  }

  @Arbiter
  public void look(Z_Result r) {
    r.r1 = known.get() != 0;
  }
}
