package io.pindown.it.soak;

import java.util.SplittableRandom;

/** Sizes around the places where allocators and registries change their ways; hardly any is a multiple of anything. */
public final class Sizes {
  /** From here on glibc gives a block a mapping of its own, as the tests start the program. */
  static final int MMAP_THRESHOLD = 131_072;
  /** The largest of all but a few. */
  public static final int LARGE = 1_500_000;
  /** Above the largest threshold that glibc moves to by itself. */
  private static final int HUGE = 34_000_003;
  private static final int HUGE_ONES_IN = 700;

  private Sizes() {}

  /** For blocks: small, of some pages, around the threshold, large, very rarely huge. */
  public static int block(SplittableRandom random) {
    if (random.nextInt(HUGE_ONES_IN) == 0) {
      return HUGE;
    }
    return switch (random.nextInt(8)) {
      case 0 -> 64 + random.nextInt(4_200);
      case 1, 2, 3 -> 4_096 + random.nextInt(60_000);
      case 4, 5 -> MMAP_THRESHOLD - 9_000 + random.nextInt(18_000);
      default -> 200_000 + random.nextInt(LARGE - 200_000);
    };
  }

  /** For mappings: from 1 page on. */
  public static int mapping(SplittableRandom random) {
    return random.nextInt(4) == 0 ? 4_096 + random.nextInt(12_000) : 16_384 + random.nextInt(LARGE - 16_384);
  }

  /** Whole pages, 4 or more. */
  public static long pages(SplittableRandom random) {
    return (4 + random.nextInt(LARGE / 4_096)) * RawMemory.PAGE;
  }
}
