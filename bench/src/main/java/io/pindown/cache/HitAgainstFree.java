package io.pindown.cache;

import io.pindown.registry.AddressSpace;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;

/**
 * A registration is leased while its memory is freed, on the shipped classes: a lease that is granted was counted before the free has
 * returned, which then sees it, so memory that is freed in use is known to be.
 */
@JCStressTest
@Outcome(id = "true, 1", expect = Expect.ACCEPTABLE, desc = "leased first: the free sees it")
@Outcome(id = "false, 0", expect = Expect.ACCEPTABLE, desc = "freed first")
@Outcome(id = "false, 1", expect = Expect.ACCEPTABLE, desc = "freed first: the lease was given back")
@Outcome(expect = Expect.FORBIDDEN, desc = "a lease of freed memory that nobody has seen")
@State
public class HitAgainstFree {
  private static final AddressSpace SPACE = AddressSpace.detached();
  private static final AtomicLong NEXT = new AtomicLong(1L << 40);

  private final long base = NEXT.getAndAdd(1 << 16);
  private final Departures<Long> departures = new Departures<>(new NoDevice(), new CacheCounters(), new CacheEvents(), 16);
  private final Registration<Long> registration = Lone.registration(SPACE, departures, base, 8192);

  public HitAgainstFree() {
    SPACE.allocated(base, 8192);
    registration.registry().add(registration);
    registration.made(1L);
    registration.open();
    registration.release();
  }

  @Actor
  public void hit(ZI_Result r) {
    r.r1 = registration.tryLease();
  }

  @Actor
  public void free(ZI_Result r) {
    SPACE.freed(base);
    r.r2 = (int) registration.leases();
  }

  @Arbiter
  public void end() {
    registration.registry().unwatch(registration);
  }
}
