package io.pindown.cache;

import io.pindown.registry.AddressSpace;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.J_Result;

/**
 * A registration of which leases were taken at some stripes and given back at others is taken out, and its stripes collapse, while
 * another thread asks how many leases are out, on the shipped classes: none is. A count that was wrong would be taken for a change of
 * memory in use.
 */
@JCStressTest
@Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "none is out")
@Outcome(expect = Expect.FORBIDDEN, desc = "a lease that nobody has")
@State
public class LookAgainstRetire {
  private static final AddressSpace SPACE = AddressSpace.detached();
  private final Departures<Long> departures = new Departures<>(new NoDevice(), new CacheCounters(), new CacheEvents(), 16);
  private final Registration<Long> registration = Lone.registration(SPACE, departures, 1L << 40, 4096);

  public LookAgainstRetire() {
    registration.made(1L);
    registration.open();
    registration.release();
    LeaseStripes stripes = new LeaseStripes();
    stripes.getAndAdd(0, 3 * LeaseWord.TAKE);
    stripes.getAndAdd(stripes.count() - 1, 3 * LeaseWord.RELEASE);
    Lone.stripe(registration, stripes);
  }

  @Actor
  public void look(J_Result r) {
    r.r1 = registration.leases();
  }

  @Actor
  public void retire() {
    registration.retire();
  }
}
