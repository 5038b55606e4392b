package io.pindown.cache;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIZ_Result;

/**
 * A cache is closed while it is used, on the shipped classes: whatever the other call was, once its lease is released nothing is pinned
 * or watched, and no further lease is to be had.
 */
@JCStressTest
@Outcome(id = "0, 0, true", expect = Expect.ACCEPTABLE, desc = "nothing is left")
@Outcome(expect = Expect.FORBIDDEN, desc = "pinned, watched or leased after the end")
@State
public class CloseAgainstEverything {
  private static final int CALLS = 6;
  private static final AtomicInteger STATES = new AtomicInteger();
  private final int call = Math.floorMod(STATES.getAndIncrement(), CALLS);
  private final StressedCache.Block block = StressedCache.blockOfItsOwnCache();
  private Lease<StressedCache.Pin> lease;

  public CloseAgainstEverything() {
    if (call != 0) {
      lease = block.acquire();
    }
    if (call > 1) {
      release();
    }
  }

  private void release() {
    Lease<StressedCache.Pin> last = lease;
    lease = null;
    last.release();
  }

  @Actor
  public void close() {
    block.cache().close();
  }

  @Actor
  public void use() {
    try {
      switch (call) {
        case 0, 2 -> lease = block.acquire(); // a miss, a hit
        case 1 -> release();
        case 3 -> block.cache().flush();
        case 4 -> block.invalidate(() -> {});
        default -> block.free();
      }
    } catch (IllegalStateException e) {
      // refused, since it is closed
    }
  }

  private boolean isRefused() {
    try {
      block.acquire().release();
      return false;
    } catch (IllegalStateException e) {
      return true;
    }
  }

  @Arbiter
  public void look(IIZ_Result r) {
    if (lease != null) {
      release();
    }
    r.r1 = block.pinned();
    r.r2 = block.cache().watches();
    r.r3 = isRefused();
    block.forget();
  }
}
