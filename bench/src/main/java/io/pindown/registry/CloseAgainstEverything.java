package io.pindown.registry;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIZ_Result;

/**
 * A registry is closed while it is used, on the shipped classes: whatever the other call was, no watch is left, none is clean, and
 * nothing is reported afterwards.
 */
@JCStressTest
@Outcome(id = "0, 0, true", expect = Expect.ACCEPTABLE, desc = "nothing is left")
@Outcome(expect = Expect.FORBIDDEN, desc = "a watch is left, clean or reported")
@State
public class CloseAgainstEverything {
  private static final long ADDRESS = 1L << 40;
  private static final int CALLS = 5;
  private static final AtomicInteger STATES = new AtomicInteger();
  private final int call = Math.floorMod(STATES.getAndIncrement(), CALLS);
  private final AddressSpace space = new AddressSpace(1, null);
  private final WatchRegistry registry = space.newRegistry("stress");
  private final Watch watch = registry.watch(ADDRESS, 4096, 1);
  private Watch second;

  public CloseAgainstEverything() {
    if (call > 1) {
      space.unmapped(ADDRESS, 4096);
    }
    if (call == CALLS - 1) {
      registry.drain(new long[1]);
    }
  }

  @Actor
  public void close() {
    registry.close();
  }

  @Actor
  public void use() {
    try {
      switch (call) {
        case 0 -> second = registry.watch(ADDRESS, 4096, 2);
        case 1 -> space.unmapped(ADDRESS, 4096);
        case 2 -> registry.unwatch(watch);
        case 3 -> registry.drain(new long[1]);
        default -> registry.rearm(watch);
      }
    } catch (IllegalStateException e) {
      // refused, since it is closed
    }
  }

  @Arbiter
  public void look(IIZ_Result r) {
    r.r1 = registry.size();
    r.r2 = space.watches();
    r.r3 = watch.isRemoved() && !watch.isClean() && (second == null || second.isRemoved());
  }
}
