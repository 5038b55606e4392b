package io.pindown.cache;

import io.pindown.registry.AddressSpace;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZII_Result;

/**
 * A registration is leased while its memory is reallocated in place, which takes it out of the cache, on the shipped classes: leased
 * before the change began and seen to be in use, or not at all.
 */
@JCStressTest
@Outcome(id = "true, 1, 0", expect = Expect.ACCEPTABLE, desc = "leased first: stays registered")
@Outcome(id = "false, 0, 1", expect = Expect.ACCEPTABLE, desc = "changed first: deregistered")
@Outcome(id = "false, 1, 1", expect = Expect.ACCEPTABLE, desc = "changed first: the lease was given back")
@Outcome(expect = Expect.FORBIDDEN, desc = "a lease of changed memory that nobody has seen, or a leak")
@State
public class HitAgainstReallocation {
  private static final AddressSpace SPACE = AddressSpace.detached();
  private static final AtomicLong NEXT = new AtomicLong(1L << 40);

  private final long base = NEXT.getAndAdd(1 << 16);
  private final Departures<Long> departures = new Departures<>(new NoDevice(), new CacheCounters(), new CacheEvents(), 16);
  private final Registration<Long> registration = Lone.registration(SPACE, departures, base, 8192);

  public HitAgainstReallocation() {
    SPACE.allocated(base, 8192);
    registration.registry().add(registration);
    registration.made(1L);
    registration.open();
    registration.release();
  }

  @Actor
  public void hit(ZII_Result r) {
    r.r1 = registration.tryLease();
  }

  @Actor
  public void reallocate(ZII_Result r) {
    SPACE.reallocationBegin(base, 16384);
    r.r2 = (int) registration.retire();
    SPACE.reallocationEnd(base, base);
  }

  @Arbiter
  public void end(ZII_Result r) {
    r.r3 = departures.waiting();
    registration.registry().unwatch(registration);
    SPACE.freed(base);
  }
}
