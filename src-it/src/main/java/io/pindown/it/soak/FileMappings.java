package io.pindown.it.soak;

import io.pindown.it.app.OffHeap;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel.MapMode;
import java.util.Map;
import java.util.SplittableRandom;

/** Mappings of files by FileChannel.map, private of a file on disk, shared of one in memory. */
final class FileMappings {
  private FileMappings() {}

  static void addTo(Map<String, Kind> kinds) {
    kinds.put("file-private", random -> new FileMapping(random, MapMode.PRIVATE, false));
    kinds.put("file-private-collected", random -> new FileMapping(random, MapMode.PRIVATE, true));
    if (ScratchFile.canBeInMemory()) {
      kinds.put("file-shared", random -> new FileMapping(random, MapMode.READ_WRITE, false));
    }
  }

  private static final class FileMapping extends Extent {
    private final boolean collected;
    private final ScratchFile file;
    private final int position;
    private MappedByteBuffer buffer;

    private FileMapping(SplittableRandom random, MapMode mode, boolean collected) throws Exception {
      super("file-" + mode + (collected ? "-collected" : ""));
      this.collected = collected;
      int size = Sizes.mapping(random);
      position = random.nextBoolean() ? 0 : random.nextInt(9_000); // the mapping then begins before the buffer
      file = mode == MapMode.PRIVATE ? ScratchFile.onDisk(position + size) : ScratchFile.inMemory(position + size);
      buffer = file.channel().map(mode, position, size);
      begins(OffHeap.address(buffer), size);
    }

    /** The pages behind the new end go, copied ones, too, and come back as zeros. Nobody touches the memory in between. */
    @Override
    protected String change(SplittableRandom random) throws IOException {
      if (random.nextInt(3) == 0) {
        buffer.force();
        buffer.load();
        return "forced-and-loaded"; // no change at all
      }
      changes();
      file.channel().truncate(random.nextBoolean() ? 0 : position + random.nextLong(length()));
      file.grow(position + length());
      return "truncated";
    }

    @Override
    protected boolean withHole(Meanwhile meanwhile) throws Throwable {
      if (length() < 3 * RawMemory.PAGE) {
        return false;
      }
      changes();
      file.channel().truncate(position + RawMemory.PAGE);
      meanwhile.run();
      file.grow(position + length());
      return true;
    }

    @Override
    protected void free() throws IOException {
      if (!collected) {
        OffHeap.invokeCleaner(buffer);
      }
      buffer = null;
      file.close();
    }

    @Override
    protected boolean exposed() {
      return true;
    }
  }
}
