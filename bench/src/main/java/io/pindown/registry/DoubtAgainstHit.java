package io.pindown.registry;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZ_Result;

/**
 * Somebody takes the hooks away while a thread settles an earlier doubt and then uses a watch, on the shipped classes: the later doubt is not
 * ended by the earlier one's settling, so what ends unseen from then on makes nobody believe a watch.
 */
@JCStressTest
@Outcome(id = {"false, true, false", "false, false, false"}, expect = Expect.ACCEPTABLE, desc = "looked before the end")
@Outcome(id = "true, false, false", expect = Expect.ACCEPTABLE, desc = "looked after the end: in doubt, or known to be gone")
@Outcome(expect = Expect.FORBIDDEN, desc = "a watch whose memory has ended is clean")
@State
public class DoubtAgainstHit {
  private static final long ADDRESS = 1L << 40;
  private final DoubtfulHooks hooks = new DoubtfulHooks();
  private final AddressSpace space = new AddressSpace(1, hooks);
  private final WatchRegistry registry = space.newRegistry("stress");
  private final Watch watch;
  private volatile boolean ended;

  public DoubtAgainstHit() {
    space.linked(hooks);
    watch = registry.watch(ADDRESS, 4096, 1);
    hooks.raiseInVain();
  }

  @Actor
  public void takeAway() {
    hooks.raise();
    hooks.go();
    ended = true; // and no hook has seen it
  }

  @Actor
  public void hit(ZZZ_Result r) {
    space.settleLosses();
    r.r1 = ended;
    r.r2 = watch.isClean();
  }

  @Arbiter
  public void look(ZZZ_Result r) {
    boolean trusted = watch.isClean();
    space.settleLosses();
    r.r3 = trusted || watch.isClean();
  }
}
