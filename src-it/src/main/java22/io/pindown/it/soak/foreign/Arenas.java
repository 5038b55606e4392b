package io.pindown.it.soak.foreign;

import io.pindown.it.soak.Extent;
import io.pindown.it.soak.Kind;
import io.pindown.it.soak.ScratchFile;
import io.pindown.it.soak.Sizes;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel.MapMode;
import java.util.Map;
import java.util.SplittableRandom;

/** Memory of arenas, allocated by them or mapped into them: it goes when they are closed, or with the collector. */
final class Arenas {
  private Arenas() {}

  static void addTo(Map<String, Kind> kinds) {
    for (Life life : Life.values()) {
      kinds.put("arena-" + life, random -> new ArenaBlock(life, random));
    }
    kinds.put("arena-mapping-" + Life.SHARED, random -> new ArenaMapping(Life.SHARED, random));
    kinds.put("arena-mapping-" + Life.CONFINED, random -> new ArenaMapping(Life.CONFINED, random));
  }

  /** How long an arena lives, and who may close it. */
  private enum Life {
    CONFINED,
    SHARED,
    COLLECTED;

    Arena begin() {
      return switch (this) {
        case CONFINED -> Arena.ofConfined();
        case SHARED -> Arena.ofShared();
        case COLLECTED -> Arena.ofAuto();
      };
    }

    void end(Arena arena) {
      if (this != COLLECTED) {
        arena.close();
      }
    }
  }

  private static final class ArenaBlock extends Extent {
    private final Life life;
    private Arena arena;
    private MemorySegment segment;

    private ArenaBlock(Life life, SplittableRandom random) {
      super("arena-" + life);
      this.life = life;
      begin(random);
    }

    private void begin(SplittableRandom random) {
      arena = life.begin();
      segment = arena.allocate(Math.min(Sizes.block(random), Sizes.LARGE), 8);
      begins(segment.address(), segment.byteSize());
    }

    @Override
    protected String change(SplittableRandom random) {
      free();
      begin(random);
      return "arena-replaced";
    }

    @Override
    protected void free() {
      life.end(arena);
      arena = null;
      segment = null;
    }

    @Override
    protected boolean exposed() {
      return false;
    }

    @Override
    protected boolean movable() {
      return life != Life.CONFINED;
    }
  }

  private static final class ArenaMapping extends Extent {
    private final Life life;
    private final ScratchFile file;
    private final Arena arena;
    private final MemorySegment segment;

    private ArenaMapping(Life life, SplittableRandom random) throws IOException {
      super("arena-mapping-" + life);
      this.life = life;
      int size = Sizes.mapping(random);
      file = ScratchFile.onDisk(size);
      arena = life.begin();
      segment = file.channel().map(MapMode.PRIVATE, 0, size, arena);
      begins(segment.address(), size);
    }

    /** Its private pages are dropped and read from the file again. */
    @Override
    protected String change(SplittableRandom random) {
      if (random.nextInt(3) == 0) {
        segment.load();
        return "loaded"; // no change at all
      }
      changes();
      segment.unload();
      return "unloaded";
    }

    @Override
    protected void free() throws IOException {
      life.end(arena);
      file.close();
    }

    @Override
    protected boolean exposed() {
      return true;
    }

    @Override
    protected boolean movable() {
      return life != Life.CONFINED;
    }
  }
}
