package io.pindown.it.app;

import static io.pindown.registry.EventKind.FREED;
import static io.pindown.registry.EventKind.REALLOCATION_BEGIN;
import static io.pindown.registry.EventKind.TRUNCATION_BEGIN;
import static io.pindown.registry.EventKind.UNMAPPED;

import io.pindown.registry.EventKind;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel.MapMode;
import java.util.Map;

/** What an end announces is still there when it is announced. Blocks are large enough to be mappings, which vanish at once. */
@SuppressWarnings({"deprecation", "removal"})
public final class OrderApp {
  private static final long BLOCK = 41_943_049;
  private static final byte MARK = 42;

  private OrderApp() {}

  public static void main(String[] args) throws Throwable {
    Artefact artefact = new Artefact();
    free(artefact);
    reallocate(artefact);
    map(artefact);
    truncate(artefact);
    if (args.length > 0) {
      Class.forName(args[0]).getMethod("addTo", Artefact.class).invoke(null, artefact);
    }
    artefact.write();
  }

  /** Marks a block and reads the mark at the events that {@code change} makes. */
  public static void note(Artefact artefact, String name, long address, EventKind kind, Change change) throws Throwable {
    OffHeap.UNSAFE.putByte(address, MARK);
    FirstByte reader = FirstByte.at(address, kind);
    change.run();
    artefact.put(name, reader.seen(kind));
  }

  /** What ends or empties the block. */
  public interface Change {
    void run() throws Throwable;
  }

  private static void free(Artefact artefact) throws Throwable {
    long block = OffHeap.allocate(BLOCK);
    note(artefact, "free", block, FREED, () -> OffHeap.free(block));
  }

  private static void reallocate(Artefact artefact) throws Throwable {
    long block = OffHeap.allocate(BLOCK);
    note(artefact, "reallocate", block, REALLOCATION_BEGIN, () -> OffHeap.free(OffHeap.reallocate(block, 2 * BLOCK)));
  }

  private static void map(Artefact artefact) throws Throwable {
    try (MappedFile file = new MappedFile(700_001)) {
      MappedByteBuffer buffer = file.channel.map(MapMode.READ_WRITE, 0, 700_001);
      note(artefact, "unmap", OffHeap.address(buffer), UNMAPPED, () -> OffHeap.invokeCleaner(buffer));
    }
  }

  private static void truncate(Artefact artefact) throws Throwable {
    try (MappedFile file = new MappedFile(700_001)) {
      MappedByteBuffer buffer = file.channel.map(MapMode.READ_WRITE, 0, 700_001);
      note(artefact, "truncate", OffHeap.address(buffer), TRUNCATION_BEGIN, () -> file.channel.truncate(0));
      OffHeap.invokeCleaner(buffer);
    }
  }
}
