package io.pindown.cache;

import java.util.concurrent.atomic.AtomicLongArray;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.J_Result;

/**
 * The weakened twin of {@link LookAgainstRetire}: who looks adds up the words and does not ask whether their counts were being moved
 * meanwhile. Two stripes and the word that they collapse into.
 */
@JCStressTest
@Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "as in the shipped class")
@Outcome(id = {"3", "-3"}, expect = Expect.ACCEPTABLE_INTERESTING, desc = "caught: a lease that nobody has, or one less than none")
@State
public class LookAgainstRetireWeakened {
  private static final int WORD = 2;
  private final AtomicLongArray words = new AtomicLongArray(new long[] {3, -3, 0});

  @Actor
  public void look(J_Result r) {
    r.r1 = words.get(WORD) + words.get(0) + words.get(1);
  }

  @Actor
  public void retire() {
    words.addAndGet(WORD, words.getAndSet(0, 0));
    words.addAndGet(WORD, words.getAndSet(1, 0));
  }
}
