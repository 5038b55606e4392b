package io.pindown.cache;

import io.pindown.registry.AddressSpace;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZII_Result;

/**
 * Stripes come in while another thread leases, perhaps there, and then takes the registration out, on the shipped classes: not closed
 * under the lease, and closed once after it.
 */
@JCStressTest
@Outcome(id = {"true, 0, 1", "false, 1, 1"}, expect = Expect.ACCEPTABLE, desc = "closed once, not under the lease")
@Outcome(expect = Expect.FORBIDDEN, desc = "closed under a lease, never, or twice")
@State
public class StripesAgainstRetire {
  private static final MethodHandle CONTENDED;
  private static final VarHandle CONTENTION;

  static {
    try {
      MethodHandles.Lookup in = MethodHandles.privateLookupIn(Leased.class, MethodHandles.lookup());
      CONTENDED = in.findVirtual(Leased.class, "contended", MethodType.methodType(void.class));
      CONTENTION = in.findVarHandle(Leased.class, "contention", byte.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static final AddressSpace SPACE = AddressSpace.detached();
  private final Departures<Long> departures = new Departures<>(new NoDevice(), new CacheCounters(), new CacheEvents(), 16);
  private final Registration<Long> registration = Lone.registration(SPACE, departures, 1L << 40, 4096);

  public StripesAgainstRetire() {
    registration.made(1L);
    registration.open();
    registration.release();
    CONTENTION.set((Leased) registration, (byte) (Byte.MAX_VALUE / 2));
  }

  @Actor
  public void install() {
    try {
      CONTENDED.invokeExact((Leased) registration);
    } catch (Throwable e) {
      throw new IllegalStateException("could not install stripes", e);
    }
  }

  @Actor
  public void leaseAndRetire(ZII_Result r) {
    r.r1 = registration.tryLease();
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
