package io.pindown.registry;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/**
 * A watch is armed in a block whose last page is unmapped meanwhile, on the shipped classes: the rest of the block is still known to be
 * watched, so its free hits the watch.
 */
@JCStressTest
@Outcome(id = "false", expect = Expect.ACCEPTABLE, desc = "the free of the rest has hit the watch")
@Outcome(id = "true", expect = Expect.FORBIDDEN, desc = "clean after its memory was freed")
@State
public class WatchAgainstCarve {
  private static final long ADDRESS = 1L << 40;
  private final AddressSpace space = new AddressSpace(1, null);
  private final WatchRegistry registry = space.newRegistry("stress");
  private Watch watch;

  public WatchAgainstCarve() {
    space.allocated(ADDRESS, 4 * 4096);
  }

  @Actor
  public void carve() {
    space.unmapped(ADDRESS + 3 * 4096, 4096);
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
