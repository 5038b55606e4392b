package io.pindown.registry;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * A watch is taken out and another one put at its place, on the shipped classes: who sees the new one never finds the old handle clean,
 * nor can arm it.
 */
@JCStressTest
@Outcome(id = "false, true", expect = Expect.ACCEPTABLE, desc = "looked before")
@Outcome(id = "false, false", expect = Expect.ACCEPTABLE, desc = "looked between")
@Outcome(id = "true, false", expect = Expect.ACCEPTABLE, desc = "looked after: the old handle is worth nothing")
@Outcome(id = "true, true", expect = Expect.FORBIDDEN, desc = "the old handle is valid again")
@State
public class OldHandleAgainstReuse {
  private static final long ADDRESS = 1L << 40;
  private final AddressSpace space = new AddressSpace(1, null);
  private final WatchRegistry registry = space.newRegistry("stress");
  private final Watch old = registry.watch(ADDRESS, 4096, 1);
  private volatile Watch fresh;

  @Actor
  public void replace() {
    registry.unwatch(old);
    fresh = registry.watch(ADDRESS, 4096, 1);
  }

  @Actor
  public void use(ZZ_Result r) {
    r.r1 = fresh != null;
    r.r2 = isValid();
  }

  private boolean isValid() {
    try {
      return old.isClean() | registry.rearm(old);
    } catch (IllegalStateException e) {
      return false;
    }
  }
}
