package io.pindown.registry;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * The weakened twin of {@link BeginAgainstArm}: the same two words, "a change is open" and "a watch is there", written with release
 * and read with acquire, the full fences taken away. The forbidden outcome of the shipped class must be seen here, also on x86, or
 * the test of the shipped class proves nothing.
 */
@JCStressTest
@Outcome(id = {"true, false", "false, true", "true, true"}, expect = Expect.ACCEPTABLE, desc = "as in the shipped class")
@Outcome(id = "false, false", expect = Expect.ACCEPTABLE_INTERESTING, desc = "caught: without the fences the two can miss each other")
@State
public class BeginAgainstArmUnfenced {
  private static final VarHandle OPEN;
  private static final VarHandle WATCHED;

  static {
    try {
      OPEN = MethodHandles.lookup().findVarHandle(BeginAgainstArmUnfenced.class, "open", boolean.class);
      WATCHED = MethodHandles.lookup().findVarHandle(BeginAgainstArmUnfenced.class, "watched", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private boolean open;
  private boolean watched;

  @Actor
  public void change(ZZ_Result r) {
    OPEN.setRelease(this, true);
    r.r1 = (boolean) WATCHED.getAcquire(this);
  }

  @Actor
  public void arm(ZZ_Result r) {
    WATCHED.setRelease(this, true);
    r.r2 = (boolean) OPEN.getAcquire(this);
  }
}
