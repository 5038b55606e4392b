package io.pindown.it.soak;

import io.pindown.it.app.OffHeap;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.SplittableRandom;

/** Blocks of sun.misc.Unsafe and direct buffers. */
final class Blocks {
  private Blocks() {}

  static void addTo(Map<String, Kind> kinds) {
    kinds.put("unsafe", random -> new UnsafeBlock(Sizes.block(random)));
    kinds.put("direct-buffer", random -> new DirectBuffer(Math.min(Sizes.block(random), Sizes.LARGE), false));
    kinds.put("direct-buffer-collected", random -> new DirectBuffer(Math.min(Sizes.block(random), Sizes.LARGE), true));
  }

  private static final class UnsafeBlock extends Extent {
    private UnsafeBlock(long size) {
      super("unsafe");
      begins(OffHeap.allocate(size), size);
    }

    @Override
    protected String change(SplittableRandom random) {
      boolean shrink = random.nextBoolean();
      long size = shrink ? Math.max(1, length() - random.nextLong(length() / 2 + 1)) : Sizes.block(random);
      long before = address();
      changes();
      begins(OffHeap.reallocate(before, size), size);
      return address() == before ? "reallocated-in-place" : "reallocated-moved";
    }

    @Override
    protected void free() {
      OffHeap.free(address());
    }

    @Override
    protected boolean exposed() {
      return false;
    }
  }

  private static final class DirectBuffer extends Extent {
    private final boolean collected;
    private ByteBuffer buffer;

    private DirectBuffer(int size, boolean collected) throws ReflectiveOperationException {
      super(collected ? "direct-buffer-collected" : "direct-buffer");
      this.collected = collected;
      take(size);
    }

    private void take(int size) throws ReflectiveOperationException {
      buffer = ByteBuffer.allocateDirect(size);
      begins(OffHeap.address(buffer), size);
    }

    /** Another buffer, as a program does that has outgrown the one it had. */
    @Override
    protected String change(SplittableRandom random) throws ReflectiveOperationException {
      free();
      take(Math.min(Sizes.block(random), Sizes.LARGE));
      return "buffer-replaced";
    }

    @Override
    protected void free() {
      if (!collected) {
        OffHeap.invokeCleaner(buffer);
      }
      buffer = null; // or left to the collector
    }

    @Override
    protected boolean exposed() {
      return false;
    }
  }
}
