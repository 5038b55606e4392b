package io.pindown.cache;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;

/**
 * The weakened twin of {@link HitAgainstFree}: the count of leases and the state of the watch are written with release and read with
 * acquire, not by CAS.
 */
@JCStressTest
@Outcome(id = {"true, 1", "false, 0", "false, 1"}, expect = Expect.ACCEPTABLE, desc = "as in the shipped class")
@Outcome(id = "true, 0", expect = Expect.ACCEPTABLE_INTERESTING, desc = "caught: leased, and the free has not seen it")
@State
public class HitAgainstFreeWeakened {
  private final AtomicInteger leases = new AtomicInteger();
  private final AtomicInteger dirty = new AtomicInteger();

  @Actor
  public void hit(ZI_Result r) {
    leases.setRelease(1);
    r.r1 = dirty.getAcquire() == 0;
  }

  @Actor
  public void free(ZI_Result r) {
    dirty.setRelease(1);
    r.r2 = leases.getAcquire();
  }
}
