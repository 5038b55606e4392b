package io.pindown.it.soak.foreign;

import io.pindown.it.foreign.Libc;
import io.pindown.it.soak.Extent;
import io.pindown.it.soak.Sizes;
import java.util.SplittableRandom;

/** Private anonymous memory by mmap, or a part of such that has an owner of its own. */
final class AnonymousMapping extends Extent {
  AnonymousMapping(SplittableRandom random) throws Throwable {
    super("anonymous");
    long length = Sizes.pages(random);
    begins(Libc.mmap(length), length);
  }

  /** The part of another one from {@code from} on, which was as it is before it was a part. */
  private AnonymousMapping(AnonymousMapping whole, long from) {
    super("anonymous", whole, from);
  }

  @Override
  protected String change(SplittableRandom random) throws Throwable {
    long pages = length() / MemoryCalls.PAGE;
    long first = random.nextLong(pages);
    long from = first * MemoryCalls.PAGE;
    long length = (1 + random.nextLong(pages - first)) * MemoryCalls.PAGE;
    switch (random.nextInt(4)) {
      case 0:
        changes(from, length);
        MemoryCalls.dontNeed(address() + from, length);
        return "madvise-dontneed";
      case 1:
        changes(from, length);
        MemoryCalls.mapOver(address() + from, length);
        return "mmap-fixed-over";
      case 2:
        return remap(1 + random.nextLong(pages), false);
      default:
        return remap(Sizes.pages(random) / MemoryCalls.PAGE, true);
    }
  }

  /**
   * A part can grow where it is only if its neighbour is gone; where that is refused all stays as it was. What becomes shorter loses its end
   * and nothing else.
   */
  private String remap(long pages, boolean mayMove) throws Throwable {
    long kept = pages * MemoryCalls.PAGE;
    if (kept <= length()) {
      if (kept < length()) {
        changes(kept, length() - kept);
      }
      if (MemoryCalls.remap(address(), length(), kept, mayMove) != address()) {
        throw new IllegalStateException("a mapping could not be made shorter");
      }
      ends(kept);
      return "mremap-shrunk";
    }
    changes();
    long before = address();
    long result = MemoryCalls.remap(before, length(), kept, mayMove);
    if (result == -1) {
      return "mremap-refused";
    }
    begins(result, kept);
    return result == before ? "mremap-in-place" : "mremap-moved";
  }

  @Override
  protected Extent part(SplittableRandom random) {
    long pages = length() / MemoryCalls.PAGE;
    if (pages < 2) {
      return null;
    }
    long kept = (1 + random.nextLong(pages - 1)) * MemoryCalls.PAGE;
    Extent upper = new AnonymousMapping(this, kept);
    ends(kept);
    return upper;
  }

  @Override
  protected boolean withHole(Meanwhile meanwhile) throws Throwable {
    if (length() < 3 * MemoryCalls.PAGE) {
      return false;
    }
    long hole = address() + MemoryCalls.PAGE;
    changes(MemoryCalls.PAGE, MemoryCalls.PAGE);
    MemoryCalls.mapHoleOver(hole, MemoryCalls.PAGE);
    meanwhile.run();
    MemoryCalls.mapOver(hole, MemoryCalls.PAGE);
    return true;
  }

  @Override
  protected void free() throws Throwable {
    Libc.munmap(address(), length());
  }

  @Override
  protected boolean exposed() {
    return true;
  }
}
