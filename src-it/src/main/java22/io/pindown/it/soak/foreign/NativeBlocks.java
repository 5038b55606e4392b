package io.pindown.it.soak.foreign;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.pindown.it.foreign.Libc;
import io.pindown.it.soak.Extent;
import io.pindown.it.soak.Kind;
import io.pindown.it.soak.Sizes;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Map;
import java.util.SplittableRandom;

/** Blocks of the C library's allocator, by downcalls of the program's own. */
final class NativeBlocks {
  private static final MethodHandle REALLOC = Libc.bound("realloc", ADDRESS, ADDRESS, JAVA_LONG);

  private NativeBlocks() {}

  static void addTo(Map<String, Kind> kinds) {
    kinds.put("malloc", random -> new Malloced(Sizes.block(random)));
  }

  private static final class Malloced extends Extent {
    private MemorySegment block;

    private Malloced(long size) throws Throwable {
      super("malloc");
      block = Libc.malloc(size);
      begins(block.address(), size);
    }

    @Override
    protected String change(SplittableRandom random) throws Throwable {
      boolean shrink = random.nextBoolean();
      long size = shrink ? Math.max(1, length() - random.nextLong(length() / 2 + 1)) : Sizes.block(random);
      long before = address();
      changes();
      block = (MemorySegment) REALLOC.invokeExact(block, size);
      if (block.address() == 0) {
        throw new OutOfMemoryError("realloc of " + size + " bytes");
      }
      begins(block.address(), size);
      return block.address() == before ? "realloc-in-place" : "realloc-moved";
    }

    @Override
    protected void free() throws Throwable {
      Libc.free(block);
    }

    @Override
    protected boolean exposed() {
      return false;
    }
  }
}
