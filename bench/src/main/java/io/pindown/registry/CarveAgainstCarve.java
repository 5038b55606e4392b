package io.pindown.registry;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** Two threads unmap different pages of one mapping, on the shipped classes: neither page is known memory afterwards. */
@JCStressTest
@Outcome(id = "false, false", expect = Expect.ACCEPTABLE, desc = "both pages are out of every container")
@Outcome(expect = Expect.FORBIDDEN, desc = "an unmapped page is taken for known memory")
@State
public class CarveAgainstCarve {
  private static final long ADDRESS = 1L << 40;
  private final AddressSpace space = new AddressSpace(1, null);

  public CarveAgainstCarve() {
    space.mapped(ADDRESS, 9 * 4096);
  }

  @Actor
  public void low() {
    space.unmapped(ADDRESS + 2 * 4096, 4096);
  }

  @Actor
  public void high() {
    space.unmapped(ADDRESS + 6 * 4096, 4096);
  }

  @Arbiter
  public void look(ZZ_Result r) {
    r.r1 = space.containerAround(ADDRESS + 2 * 4096, ADDRESS + 3 * 4096) != 0;
    r.r2 = space.containerAround(ADDRESS + 6 * 4096, ADDRESS + 7 * 4096) != 0;
  }
}
