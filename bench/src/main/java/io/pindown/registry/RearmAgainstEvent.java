package io.pindown.registry;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;

/** A reported watch is armed again while an event hits it, on the shipped classes: if the event came after, it is reported again. */
@JCStressTest
@Outcome(id = "true, 0", expect = Expect.ACCEPTABLE, desc = "hit before it was armed again: the first report stands for it")
@Outcome(id = "false, 1", expect = Expect.ACCEPTABLE, desc = "hit after: reported again")
@Outcome(expect = Expect.FORBIDDEN, desc = "clean and reported, or neither")
@State
public class RearmAgainstEvent {
  private static final long ADDRESS = 1L << 40;
  private final AddressSpace space = new AddressSpace(1, null);
  private final WatchRegistry registry = space.newRegistry("stress");
  private final Watch watch = registry.watch(ADDRESS, 4096, 1);

  public RearmAgainstEvent() {
    space.unmapped(ADDRESS, 4096);
    registry.drain(new long[1]);
  }

  @Actor
  public void event() {
    space.unmapped(ADDRESS, 4096);
  }

  @Actor
  public void rearm() {
    registry.rearm(watch);
  }

  @Arbiter
  public void look(ZI_Result r) {
    r.r1 = watch.isClean();
    r.r2 = registry.drain(new long[1]);
  }
}
