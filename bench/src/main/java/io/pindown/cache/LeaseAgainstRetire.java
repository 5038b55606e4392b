package io.pindown.cache;

import io.pindown.registry.AddressSpace;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;

/** A lease is taken of an idle registration while it is taken out, on the shipped classes: leased or deregistered, never both. */
@JCStressTest
@Outcome(id = "true, 0", expect = Expect.ACCEPTABLE, desc = "leased first: stays registered until its release")
@Outcome(id = "false, 1", expect = Expect.ACCEPTABLE, desc = "taken out first")
@Outcome(expect = Expect.FORBIDDEN, desc = "a lease on nothing, or a leak")
@State
public class LeaseAgainstRetire {
  private static final long ADDRESS = 1L << 40;
  private static final AddressSpace SPACE = AddressSpace.detached();

  private final Departures<Long> departures = new Departures<>(new NoDevice(), new CacheCounters(), new CacheEvents(), 16);
  private final Registration<Long> registration =
      Lone.registration(SPACE, departures, ADDRESS, 4096);

  public LeaseAgainstRetire() {
    registration.made(1L);
    registration.open();
    registration.release();
  }

  @Actor
  public void lease(ZI_Result r) {
    r.r1 = registration.tryLease();
  }

  @Actor
  public void retire() {
    registration.retire();
  }

  @Arbiter
  public void look(ZI_Result r) {
    r.r2 = departures.waiting();
  }
}
