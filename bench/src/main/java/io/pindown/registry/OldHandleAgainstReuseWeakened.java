package io.pindown.registry;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * The weakened twin of {@link OldHandleAgainstReuse}: a handle that is the number of a slot, without a generation of the slot and without
 * an identity.
 */
@JCStressTest
@Outcome(id = {"false, true", "false, false", "true, false"}, expect = Expect.ACCEPTABLE, desc = "as in the shipped class")
@Outcome(id = "true, true", expect = Expect.ACCEPTABLE_INTERESTING, desc = "caught: the old handle is valid again")
@State
public class OldHandleAgainstReuseWeakened {
  private final AtomicInteger slot = new AtomicInteger(Watch.ARMED);
  private volatile boolean fresh;

  @Actor
  public void replace() {
    slot.set(Watch.REMOVED);
    slot.set(Watch.ARMED);
    fresh = true;
  }

  @Actor
  public void use(ZZ_Result r) {
    r.r1 = fresh;
    r.r2 = slot.get() == Watch.ARMED;
  }
}
