package io.pindown.registry;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IZ_Result;

/** The weakened twin of {@link RemoveAgainstClaim}: a place whose value has no version. */
@JCStressTest
@Outcome(id = "1, true", expect = Expect.ACCEPTABLE, desc = "as in the shipped class")
@Outcome(id = "2, false", expect = Expect.ACCEPTABLE_INTERESTING, desc = "caught: what was read of the old container has taken out the next one")
@State
public class RemoveAgainstClaimWeakened {
  private static final int OLD = 1;
  private static final int NEXT = 2;
  private static final int BUSY = -1;
  private static final int SIZE = 4096;
  private final AtomicInteger base = new AtomicInteger(OLD);
  private final AtomicInteger value = new AtomicInteger(SIZE);
  private int first;
  private int second;

  private int remove(int wanted) {
    int held = value.get();
    return held > 0 && base.get() == wanted && value.compareAndSet(held, 0) ? 1 : 0;
  }

  @Actor
  public void remove() {
    first = remove(OLD);
  }

  @Actor
  public void replace() {
    second = remove(OLD);
    while (!value.compareAndSet(0, BUSY)) {
      Thread.onSpinWait();
    }
    base.set(NEXT);
    value.set(SIZE);
  }

  @Arbiter
  public void look(IZ_Result r) {
    r.r1 = first + second;
    r.r2 = value.get() == SIZE && base.get() == NEXT;
  }
}
