package io.pindown.property;

import java.util.stream.LongStream;

/**
 * How long a property test runs: {@code -Dpindown.property.operations=10000000} operations for each seed, and
 * {@code -Dpindown.property.seed=1,2,3} for seeds of one's own. Without these as many as a build can wait for: ten million where that takes
 * a quarter of a minute.
 */
final class PropertyRun {
  private static final String SEEDS = "1,2";

  private PropertyRun() {}

  static int operations(int inABuild) {
    return Integer.getInteger("pindown.property.operations", inABuild);
  }

  static LongStream seeds() {
    return LongStream.of(seeds(System.getProperty("pindown.property.seed", SEEDS)));
  }

  private static long[] seeds(String list) {
    return java.util.Arrays.stream(list.split(",")).map(String::strip).mapToLong(Long::parseLong).toArray();
  }

  /** Tells what has run, for whoever runs it by hand. */
  static void report(String what, long seed, int operations, long nanos, String found) {
    System.out.printf("%s, seed %d: %,d operations in %.1f s; %s%n", what, seed, operations, nanos / 1e9, found);
  }
}
