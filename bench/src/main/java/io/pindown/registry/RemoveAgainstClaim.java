package io.pindown.registry;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IZ_Result;

/**
 * A container is taken out by two threads, one of which gives its place in the table to another one of the same size, on the shipped
 * class: taken out once, and the other one stays.
 */
@JCStressTest
@Outcome(id = "1, true", expect = Expect.ACCEPTABLE, desc = "once, and the next one is there")
@Outcome(expect = Expect.FORBIDDEN, desc = "twice, or the next one is gone")
@State
public class RemoveAgainstClaim {
  private static final long OLD = 1L << 40;
  private static final long NEXT = OLD + (1L << 30);
  private static final int PLACES = 7;
  private final ContainerTable table = new ContainerTable(1);
  private int first;
  private int second;

  public RemoveAgainstClaim() {
    for (int i = 0; i < PLACES; i++) {
      table.add(OLD + i * 8192, 4096);
    }
  }

  @Actor
  public void remove() {
    first = table.remove(OLD) == 0 ? 0 : 1;
  }

  @Actor
  public void replace() {
    second = table.remove(OLD) == 0 ? 0 : 1;
    table.add(NEXT, 4096);
  }

  @Arbiter
  public void look(IZ_Result r) {
    r.r1 = first + second;
    r.r2 = table.get(NEXT) == 4096 && table.get(OLD) == 0;
  }
}
