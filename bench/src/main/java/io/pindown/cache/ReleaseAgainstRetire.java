package io.pindown.cache;

import io.pindown.registrar.Registrar;
import io.pindown.registry.AddressSpace;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** The last release of a registration against its being taken out, on the shipped classes: deregistered, and once. */
@JCStressTest
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "deregistered once, nothing waits")
@Outcome(expect = Expect.FORBIDDEN, desc = "never, or twice")
@State
public class ReleaseAgainstRetire {
  private static final long ADDRESS = 1L << 40;
  private static final AddressSpace SPACE = AddressSpace.detached();

  private final AtomicInteger deregistered = new AtomicInteger();
  private final CacheCounters counters = new CacheCounters();
  private final Departures<Long> departures = new Departures<>(device(), counters, new CacheEvents(), 16);
  private final Registration<Long> registration =
      Lone.registration(SPACE, departures, ADDRESS, 4096);

  public ReleaseAgainstRetire() {
    registration.made(1L);
    registration.open();
  }

  private Registrar<Long> device() {
    return new Registrar<>() {
      @Override
      public Long register(long address, long length, int access) {
        return address;
      }

      @Override
      public void deregister(Long handle) {
        deregistered.incrementAndGet();
      }
    };
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
  public void look(II_Result r) {
    departures.clear();
    r.r1 = deregistered.get();
    r.r2 = departures.waiting();
  }
}
