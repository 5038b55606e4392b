package io.pindown.cache;

import io.pindown.registry.AddressSpace;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZII_Result;

/**
 * A striped registration is leased while it is taken out and its stripes collapse, on the shipped classes: closed at once or after the
 * release, and once.
 */
@JCStressTest
@Outcome(id = "true, 0, 1", expect = Expect.ACCEPTABLE, desc = "leased first: closed at its release")
@Outcome(id = "false, 1, 1", expect = Expect.ACCEPTABLE, desc = "taken out first")
@Outcome(expect = Expect.FORBIDDEN, desc = "closed under a lease, never, or twice")
@State
public class StripedLeaseAgainstRetire {
  private static final AddressSpace SPACE = AddressSpace.detached();
  private final Departures<Long> departures = new Departures<>(new NoDevice(), new CacheCounters(), new CacheEvents(), 16);
  private final Registration<Long> registration = Lone.registration(SPACE, departures, 1L << 40, 4096);

  public StripedLeaseAgainstRetire() {
    registration.made(1L);
    registration.open();
    registration.release();
    Lone.stripe(registration, new LeaseStripes());
  }

  @Actor
  public void lease(ZII_Result r) {
    r.r1 = registration.tryLease();
  }

  @Actor
  public void retire() {
    registration.retire();
  }

  @Arbiter
  public void look(ZII_Result r) {
    r.r2 = departures.waiting();
    if (r.r1) {
      registration.release();
    }
    r.r3 = departures.waiting();
  }
}
