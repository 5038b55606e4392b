package io.pindown.cache;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A lease is released while its range is invalidated, on a shipped cache: deregistered once, and who waits for that is told once. */
@JCStressTest
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "deregistered once, told once")
@Outcome(expect = Expect.FORBIDDEN, desc = "never, or twice")
@State
public class ReleaseAgainstInvalidate {
  private final StressedCache.Block block = StressedCache.block();
  private final Lease<StressedCache.Pin> lease = block.acquire();
  private final AtomicInteger told = new AtomicInteger();

  @Actor
  public void release() {
    lease.release();
  }

  @Actor
  public void invalidate() {
    block.invalidate(told::incrementAndGet);
  }

  @Arbiter
  public void look(II_Result r) {
    block.end(() -> told.get() > 0);
    r.r1 = block.deregistrations();
    r.r2 = told.get();
  }
}
