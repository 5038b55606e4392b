package io.pindown.cache;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZI_Result;

/**
 * A block is freed, and the cache drained, while a part of it is registered, on a shipped cache: whatever the acquire returned, the
 * registration is not found afterwards and does not stay.
 */
@JCStressTest
@Outcome(id = {"true, false, 0", "false, false, 0"}, expect = Expect.ACCEPTABLE, desc = "nothing is found, nothing is pinned")
@Outcome(expect = Expect.FORBIDDEN, desc = "stale, or pinned for ever")
@State
public class RegisterAgainstFree {
  private final StressedCache.Block block = StressedCache.block();
  private Lease<StressedCache.Pin> lease;

  @Actor
  public void register() {
    lease = block.acquire();
  }

  @Actor
  public void free() {
    block.free();
  }

  @Arbiter
  public void look(ZZI_Result r) {
    r.r1 = lease.isCached();
    lease.release();
    r.r2 = block.isFound();
    block.end(() -> block.pinned() == 0);
    r.r3 = block.pinned();
  }
}
