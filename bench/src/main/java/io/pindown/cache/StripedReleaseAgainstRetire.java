package io.pindown.cache;

import io.pindown.registry.AddressSpace;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * A lease that was counted in the one word is given back in a stripe while the registration is taken out, on the shipped classes: closed,
 * and once.
 */
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "closed once")
@Outcome(expect = Expect.FORBIDDEN, desc = "never, or twice")
@State
public class StripedReleaseAgainstRetire {
  private static final AddressSpace SPACE = AddressSpace.detached();
  private final Departures<Long> departures = new Departures<>(new NoDevice(), new CacheCounters(), new CacheEvents(), 16);
  private final Registration<Long> registration = Lone.registration(SPACE, departures, 1L << 40, 4096);

  public StripedReleaseAgainstRetire() {
    registration.made(1L);
    registration.open();
    Lone.stripe(registration, new LeaseStripes());
  }

  @Actor
  public void release() {
    registration.release();
  }

  @Actor
  public void retire() {
    registration.retire();
  }

  @Arbiter
  public void look(I_Result r) {
    r.r1 = departures.waiting();
  }
}
