package io.pindown.registry;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * Two watches in no known container are armed at once, on the shipped classes: when either call returns, the hooks have been told to
 * deliver every free.
 */
@JCStressTest
@Outcome(id = "true, true", expect = Expect.ACCEPTABLE, desc = "told in time")
@Outcome(expect = Expect.FORBIDDEN, desc = "a watch is armed and the hooks still leave out small blocks")
@State
public class TwoUncontainedWatches {
  private static final long ADDRESS = 1L << 40;
  private final RecordingHooks hooks = new RecordingHooks();
  private final AddressSpace space = new AddressSpace(1, hooks);
  private final WatchRegistry registry = space.newRegistry("stress");

  public TwoUncontainedWatches() {
    space.narrow(hooks, null);
  }

  @Actor
  public void one(ZZ_Result r) {
    registry.watch(ADDRESS, 64, 1);
    r.r1 = hooks.marks == null;
  }

  @Actor
  public void other(ZZ_Result r) {
    registry.watch(ADDRESS + 4096, 64, 2);
    r.r2 = hooks.marks == null;
  }
}
