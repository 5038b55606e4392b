package io.pindown.cache;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;

/** Two threads miss the same range, on a shipped cache: it is registered once, for both. */
@JCStressTest
@Outcome(id = "true, 1", expect = Expect.ACCEPTABLE, desc = "one registration")
@Outcome(expect = Expect.FORBIDDEN, desc = "two registrations")
@State
public class TwoMisses {
  private final StressedCache.Block block = StressedCache.block();
  private Lease<StressedCache.Pin> first;
  private Lease<StressedCache.Pin> second;

  @Actor
  public void one() {
    first = block.acquire();
  }

  @Actor
  public void other() {
    second = block.acquire();
  }

  @Arbiter
  public void look(ZI_Result r) {
    r.r1 = first.handle() == second.handle();
    r.r2 = block.pinned();
    first.release();
    second.release();
    block.free();
    block.end(() -> block.pinned() == 0);
  }
}
