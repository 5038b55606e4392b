package io.pindown.it.soak.foreign;

import io.pindown.it.foreign.Libc;
import io.pindown.it.soak.Ground;
import io.pindown.it.soak.ScratchFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel.MapMode;
import java.util.Map;

/** Grounds changed by madvise, by mmap over them, by mremap where they are, and by MemorySegment.unload. */
final class ForeignGrounds {
  private static final long LENGTH = 2L << 20;

  private ForeignGrounds() {}

  static void addTo(Map<String, Ground.Maker> grounds) {
    grounds.put("madvise-dontneed", () -> new Anonymous(MemoryCalls::dontNeed));
    grounds.put("mmap-fixed", () -> new Anonymous(MemoryCalls::mapOver));
    grounds.put("mremap-in-place", Remapped::new);
    grounds.put("unload", Unloaded::new);
  }

  private interface Call {
    void on(long address, long length) throws Throwable;
  }

  /** All of it loses its pages at once. */
  private static final class Anonymous implements Ground {
    private final long address = Libc.mmap(LENGTH);
    private final Call call;

    private Anonymous(Call call) throws Throwable {
      this.call = call;
    }

    @Override
    public long address() {
      return address;
    }

    @Override
    public long length() {
      return LENGTH;
    }

    @Override
    public boolean change() throws Throwable {
      call.on(address, LENGTH);
      return true;
    }

    @Override
    public boolean shows() {
      return true;
    }

    @Override
    public void close() {
      unmap(address);
    }
  }

  /** The upper half goes, and comes back as another one unless somebody has taken its place. */
  private static final class Remapped implements Ground {
    private volatile long address = Libc.mmap(LENGTH);

    private Remapped() throws Throwable {}

    @Override
    public long address() {
      return address;
    }

    @Override
    public long length() {
      return LENGTH;
    }

    @Override
    public boolean change() throws Throwable {
      long before = address;
      if (MemoryCalls.remap(before, LENGTH, LENGTH / 2, false) != before) {
        throw new IllegalStateException("a mapping could not be made shorter");
      }
      if (MemoryCalls.remap(before, LENGTH / 2, LENGTH, false) != before) {
        Libc.munmap(before, LENGTH / 2);
        address = Libc.mmap(LENGTH);
      }
      return true;
    }

    /** The first page stays. */
    @Override
    public boolean shows() {
      return false;
    }

    @Override
    public void close() {
      unmap(address);
    }
  }

  /** A private mapping of a file of zeros. */
  private static final class Unloaded implements Ground {
    private final ScratchFile file = ScratchFile.onDisk(LENGTH);
    private final Arena arena = Arena.ofShared();
    private final MemorySegment segment = file.channel().map(MapMode.PRIVATE, 0, LENGTH, arena);

    private Unloaded() throws IOException {}

    @Override
    public long address() {
      return segment.address();
    }

    @Override
    public long length() {
      return LENGTH;
    }

    @Override
    public boolean change() {
      segment.unload();
      return true;
    }

    @Override
    public boolean shows() {
      return true;
    }

    @Override
    public void close() throws IOException {
      arena.close();
      file.close();
    }
  }

  private static void unmap(long address) {
    try {
      Libc.munmap(address, LENGTH);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }
}
