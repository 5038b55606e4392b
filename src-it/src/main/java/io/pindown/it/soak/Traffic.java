package io.pindown.it.soak;

import java.util.SplittableRandom;

/** Sends without a cache of the program's own: whether the agent serves it from one, or looks on, is the agent's affair. For one thread. */
public interface Traffic extends AutoCloseable {
  /** Takes memory, fills it, sends it, and gives it back; returns how many bytes arrived that were others. */
  long round(SplittableRandom random) throws Exception;

  /** Places of a device's table that are taken now; between two rounds only a cache takes any. */
  default int held() {
    return 0;
  }
}
