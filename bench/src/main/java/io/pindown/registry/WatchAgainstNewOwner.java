package io.pindown.registry;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/**
 * A watch is armed on a block whose end went unseen while another one is allocated at the same address, on the shipped classes: whichever
 * of the two the watch was noted in, the free of the new one hits it.
 */
@JCStressTest
@Outcome(id = "false", expect = Expect.ACCEPTABLE, desc = "the free has hit the watch")
@Outcome(id = "true", expect = Expect.FORBIDDEN, desc = "clean after its memory was freed")
@State
public class WatchAgainstNewOwner {
  private static final long ADDRESS = 1L << 40;
  private final AddressSpace space = new AddressSpace(1, null);
  private final WatchRegistry registry = space.newRegistry("stress");
  private Watch watch;

  public WatchAgainstNewOwner() {
    space.allocated(ADDRESS, 8192);
  }

  @Actor
  public void allocate() {
    space.allocated(ADDRESS, 16384);
  }

  @Actor
  public void arm() {
    watch = registry.watch(ADDRESS, 4096, 1);
  }

  @Arbiter
  public void look(Z_Result r) {
    space.freed(ADDRESS);
    r.r1 = watch.isClean();
  }
}
