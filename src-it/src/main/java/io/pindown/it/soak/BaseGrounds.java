package io.pindown.it.soak;

import io.pindown.it.app.OffHeap;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel.MapMode;
import java.util.Map;

/** Grounds that need nothing but Java 17: a mapping whose file loses and regains its pages, a block that shrinks and grows. */
final class BaseGrounds {
  private BaseGrounds() {}

  static void addTo(Map<String, Ground.Maker> grounds) {
    grounds.put("truncate", Truncated::new);
    grounds.put("reallocate", Reallocated::new);
  }

  /** Private, so that a disk's file will do; its copied pages go with the file's. */
  private static final class Truncated implements Ground {
    private final ScratchFile file = ScratchFile.onDisk(Duel.LENGTH);
    private final MappedByteBuffer buffer = file.channel().map(MapMode.PRIVATE, 0, Duel.LENGTH);
    private final long address = OffHeap.address(buffer);

    private Truncated() throws IOException, ReflectiveOperationException {}

    @Override
    public long address() {
      return address;
    }

    @Override
    public long length() {
      return Duel.LENGTH;
    }

    @Override
    public boolean change() throws IOException {
      file.channel().truncate(0);
      file.grow(Duel.LENGTH);
      return true;
    }

    /** Behind the end of the file there is nothing that could be read. */
    @Override
    public boolean shows() {
      return false;
    }

    @Override
    public void close() throws IOException {
      OffHeap.invokeCleaner(buffer);
      file.close();
    }
  }

  /** A block with a mapping of its own: its tail goes when it shrinks and is another one when it has grown again. */
  private static final class Reallocated implements Ground {
    private volatile long block = OffHeap.allocate(Duel.LENGTH + RawMemory.PAGE);

    @Override
    public long address() {
      return RawMemory.pageUp(block);
    }

    @Override
    public long length() {
      return Duel.LENGTH;
    }

    @Override
    public boolean change() {
      long shrunk = OffHeap.reallocate(block, Duel.LENGTH / 2);
      block = OffHeap.reallocate(shrunk, Duel.LENGTH + RawMemory.PAGE);
      return true;
    }

    @Override
    public boolean shows() {
      return false;
    }

    @Override
    public void close() {
      OffHeap.free(block);
    }
  }
}
