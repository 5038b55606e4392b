package io.pindown.registry;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IZI_Result;

/**
 * A watch is taken out while an event hits it, on the shipped classes: it is never reported afterwards, never clean, and the registry can
 * be drained to the end.
 */
@JCStressTest
@Outcome(id = "0, true, 0", expect = Expect.ACCEPTABLE, desc = "gone, nothing is reported, nothing is left")
@Outcome(expect = Expect.FORBIDDEN, desc = "reported or clean after unwatch, or never drained")
@State
public class UnwatchAgainstEvent {
  private static final long ADDRESS = 1L << 40;
  private final AddressSpace space = new AddressSpace(1, null);
  private final WatchRegistry registry = space.newRegistry("stress");
  private final Watch watch = registry.watch(ADDRESS, 4096, 1);

  @Actor
  public void event() {
    space.unmapped(ADDRESS, 4096);
  }

  @Actor
  public void unwatch() {
    registry.unwatch(watch);
  }

  @Arbiter
  public void look(IZI_Result r) {
    r.r1 = registry.drain(new long[1]);
    r.r2 = !watch.isClean() && watch.isRemoved() && registry.generation() == registry.drainedGeneration();
    r.r3 = registry.size() + space.watches() + registry.dirty().held();
  }
}
