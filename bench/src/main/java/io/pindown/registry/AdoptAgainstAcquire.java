package io.pindown.registry;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * Memory whose end has been missed is recorded and withdrawn again, while another thread watches it, as an acquire does, on the shipped
 * classes: that watch does not rely on it.
 */
@JCStressTest
@Outcome(id = {"false, true", "false, false"}, expect = Expect.ACCEPTABLE, desc = "not in a known container: registered for each use")
@Outcome(id = "true, false", expect = Expect.ACCEPTABLE, desc = "noted, and hit by the withdrawal")
@Outcome(expect = Expect.FORBIDDEN, desc = "relied on for ever after its end")
@State
public class AdoptAgainstAcquire {
  private static final long ADDRESS = 1L << 40;
  private static final long BYTES = 65_536;
  private final AdoptingHooks hooks = new AdoptingHooks();
  private final AddressSpace space = new AddressSpace(1, hooks);
  private final WatchRegistry registry = space.newRegistry("stress");
  private final Adopter adopter = hooks.of(space);
  private Watch watch;

  @Actor
  public void adopt() {
    adopter.record(ADDRESS, BYTES, false);
    adopter.withdraw(ADDRESS); // its arena is closed
  }

  @Actor
  public void acquire() {
    watch = registry.watch(ADDRESS, 4096, 1);
  }

  @Arbiter
  public void look(ZZ_Result r) {
    r.r1 = watch.isContained();
    r.r2 = watch.isClean();
  }
}
