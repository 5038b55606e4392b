package io.pindown.registry;

import java.util.ArrayList;
import java.util.List;

/**
 * Which kinds of events a self-test has seen arrive.
 *
 * @param expected mask over {@link CoverageBit} of what exists on this JDK
 * @param proven mask of what was seen
 */
public record Coverage(long expected, long proven) {
  /** No hooks. */
  public static final Coverage NONE = new Coverage(allBits(), 0);

  /** For an address space that its owner feeds. */
  public static final Coverage COMPLETE = new Coverage(allBits(), allBits());

  private static final long BLOCK =
      CoverageBit.ALLOCATE.mask() | CoverageBit.FREE.mask() | CoverageBit.REALLOCATE.mask() | CoverageBit.DOWNCALL.mask();
  private static final long MAPPING =
      CoverageBit.MAP.mask() | CoverageBit.UNMAP.mask() | CoverageBit.TRUNCATE.mask() | CoverageBit.UNLOAD.mask() | CoverageBit.DOWNCALL.mask();

  private static long allBits() {
    return (1L << CoverageBit.values().length) - 1;
  }

  /** Whether every way in which a container of that kind ends or changes is proven to be seen. */
  public boolean suffices(boolean mapping) {
    long needed = (mapping ? MAPPING : BLOCK) & expected;
    return expected != 0 && (proven & needed) == needed;
  }

  /** What exists on this JDK and was not seen. */
  public List<CoverageBit> gaps() {
    List<CoverageBit> gaps = new ArrayList<>();
    for (CoverageBit bit : CoverageBit.values()) {
      if ((expected & ~proven & bit.mask()) != 0) {
        gaps.add(bit);
      }
    }
    return gaps;
  }
}
