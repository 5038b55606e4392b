package io.pindown.it.soak;

import java.util.SplittableRandom;

/** A way to come by memory. */
public interface Kind {
  /** Memory that the caller owns, not filled yet. */
  Extent take(SplittableRandom random) throws Throwable;
}
