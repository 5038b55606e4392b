package io.pindown.bench.scaling;

import java.util.List;
import java.util.SplittableRandom;

/** What each thread of a simulation does again and again. */
interface Program {
  /** The steps of a thread's next operation. */
  List<Step> operation(int thread, SplittableRandom random);

  /** Whether a thread's operations are what is counted; others are there to disturb. */
  default boolean isCounted(int thread) {
    return true;
  }
}
