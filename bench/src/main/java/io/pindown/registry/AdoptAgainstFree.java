package io.pindown.registry;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * Memory of an arena is adopted and then watched, as by an acquire, while another thread closes the arena and frees the memory, on the shipped
 * classes: nothing of it is known afterwards, and no watch relies on it.
 */
@JCStressTest
@Outcome(id = "false, false", expect = Expect.ACCEPTABLE, desc = "withdrawn, or adopted and its end seen")
@Outcome(expect = Expect.FORBIDDEN, desc = "relied on for ever after its end")
@State
public class AdoptAgainstFree {
  private static final long ADDRESS = 1L << 40;
  private static final long BYTES = 65_536;
  private final AdoptingHooks hooks = new AdoptingHooks();
  private final AddressSpace space = new AddressSpace(1, hooks);
  private final WatchRegistry registry = space.newRegistry("stress");
  private final Adopter adopter = hooks.of(space);
  private volatile boolean closed;
  private Watch watch;

  @Actor
  public void adopt() {
    boolean recorded = adopter.record(ADDRESS, BYTES, false);
    if (closed) {
      adopter.withdraw(ADDRESS);
    } else if (recorded) {
      adopter.rely(ADDRESS, BYTES, false);
    }
    watch = registry.watch(ADDRESS, 4096, 1);
  }

  @Actor
  public void end() {
    closed = true;
    space.freed(ADDRESS);
  }

  @Arbiter
  public void look(ZZ_Result r) {
    r.r1 = space.containerAround(ADDRESS, ADDRESS + BYTES) != 0;
    r.r2 = watch.isContained() && watch.isClean();
  }
}
