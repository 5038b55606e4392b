package io.pindown.cache;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * The weakened twin of {@link CloseAgainstEverything}: a publication that looks whether the cache is closed before the roster has the
 * registration, and not after.
 */
@JCStressTest
@Outcome(id = {"true, true", "false, true", "false, false"}, expect = Expect.ACCEPTABLE, desc = "found by the close, or refused")
@Outcome(id = "true, false", expect = Expect.ACCEPTABLE_INTERESTING, desc = "caught: published, and the close has gone by")
@State
public class CloseAgainstEverythingWeakened {
  private final AtomicInteger closed = new AtomicInteger();
  private final AtomicInteger roster = new AtomicInteger();

  @Actor
  public void publish(ZZ_Result r) {
    if (closed.get() == 0) {
      roster.set(1);
      r.r1 = true;
    }
  }

  @Actor
  public void close(ZZ_Result r) {
    closed.set(1);
    r.r2 = roster.get() == 1;
  }
}
