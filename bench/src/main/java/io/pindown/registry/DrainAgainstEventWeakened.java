package io.pindown.registry;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** The weakened twin of {@link DrainAgainstEvent}: a drain that reads the generation after it took the stack, not before. */
@JCStressTest
@Outcome(id = {"0, 0", "0, 1", "1, 0"}, expect = Expect.ACCEPTABLE, desc = "nothing is promised, or nothing is left")
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE_INTERESTING, desc = "caught: the registry says that it is drained, and a watch is on the stack")
@State
public class DrainAgainstEventWeakened {
  private final AtomicInteger stack = new AtomicInteger();
  private final AtomicInteger generation = new AtomicInteger();
  private int drained;

  @Actor
  public void event() {
    stack.set(1);
    generation.incrementAndGet();
  }

  @Actor
  public void drain() {
    stack.getAndSet(0);
    drained = generation.get();
  }

  @Arbiter
  public void look(II_Result r) {
    r.r1 = drained == generation.get() ? 1 : 0;
    r.r2 = stack.get();
  }
}
