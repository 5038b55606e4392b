package io.pindown.registry;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/**
 * A container is added while the sieve is replaced, on the shipped classes: the sieve that the hooks have at last lets its free through.
 */
@JCStressTest
@Outcome(id = "true", expect = Expect.ACCEPTABLE, desc = "the free is delivered")
@Outcome(id = "false", expect = Expect.FORBIDDEN, desc = "the free would be left out")
@State
public class SiftAgainstAdd {
  private static final long ADDRESS = 1L << 40;
  private static final VarHandle SIEVES = handle(Containers.class, "sieves", Sieves.class);
  private static final VarHandle NOW = handle(Sieves.class, "now", Sieve[].class);
  private static final VarHandle SET = handle(Sieve.class, "set", int.class);

  private final RecordingHooks hooks = new RecordingHooks();
  private final Narrowing narrowing = new Narrowing();
  private final Containers containers = new Containers(1, narrowing);

  public SiftAgainstAdd() {
    narrowing.linked(hooks, null);
    // as if many containers had come and gone
    SET.set(((Sieve[]) NOW.getVolatile((Sieves) SIEVES.get(containers)))[0], Integer.MAX_VALUE / 2);
  }

  private static VarHandle handle(Class<?> in, String field, Class<?> type) {
    try {
      return MethodHandles.privateLookupIn(in, MethodHandles.lookup()).findVarHandle(in, field, type);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @Actor
  public void sift() {
    containers.growIfCrowded();
  }

  @Actor
  public void add() {
    containers.add(ADDRESS, 4096, 0);
  }

  @Arbiter
  public void look(Z_Result r) {
    byte[] marks = hooks.marks;
    r.r1 = marks[(int) (ADDRESS >>> 4 ^ ADDRESS >>> 20) & marks.length - 1] != 0;
  }
}
