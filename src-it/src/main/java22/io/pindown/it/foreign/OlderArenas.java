package io.pindown.it.foreign;

import io.pindown.it.app.Meeting;
import io.pindown.it.app.OlderMemoryApp;
import io.pindown.registry.AddressSpace;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CountDownLatch;

/** Arenas of each kind from before the agent. */
public final class OlderArenas {
  private static MemorySegment collected;

  private OlderArenas() {}

  public static void addTo(OlderMemoryApp app) throws Exception {
    Arena shared = Arena.ofShared();
    MemorySegment first = shared.allocate(300_007, 1);
    MemorySegment aligned = shared.allocate(500_009, 8_192);
    MemorySegment low = shared.allocate(1_009, 1);
    add(app, "shared", first, first, null);
    add(app, "shared-slice", aligned.asSlice(4_096, 8_192), aligned.asSlice(4_096, 8_192), null);
    add(app, "shared-small", low, low, null);
    add(app, "shared-buffer", aligned, aligned.asByteBuffer(), null);
    add(app, "shared-reinterpreted", first.reinterpret(400_009), first.reinterpret(400_009), null);
    MemorySegment adopted = MemorySegment.ofAddress(first.address()).reinterpret(8_192, shared, null);
    add(app, "shared-reinterpreted-inside", adopted, adopted, null);
    add(app, "shared-last", first, first, shared::close);
    Arena confined = Arena.ofConfined();
    MemorySegment only = confined.allocate(100_003, 1);
    MemorySegment second = confined.allocate(120_011, 1);
    add(app, "confined-second", second, second, null);
    add(app, "confined", only, only, confined::close);
    MemorySegment others = ofAnotherThread();
    add(app, "confined-to-another", others, others, null);

    collected = Arena.ofAuto().allocate(700_001, 1);
    app.addCollected("auto", collected.address(), collected.byteSize(), null, OlderArenas::collect);
    MemorySegment global = Arena.global().allocate(90_001, 1);
    add(app, "global", global, global, null);
    MemorySegment foreign = MemorySegment.ofAddress(global.address()).reinterpret(8_192);
    add(app, "foreign", foreign, foreign, null);
    add(app, "foreign-buffer", foreign, foreign.asByteBuffer(), null);
    MemorySegment heap = MemorySegment.ofArray(new byte[8_192]);
    add(app, "heap", global, heap, null);

    Arena mapping = Arena.ofShared();
    MemorySegment file = map(mapping);
    add(app, "mapped-arena", file, file, mapping::close);

    Arena closed = Arena.ofShared();
    MemorySegment late = closed.allocate(200_003, 1);
    closed.close();
    add(app, "shared-closed", late, late, null);
  }

  private static void collect() {
    AddressSpace space = AddressSpace.process();
    long start = collected.address();
    collected = null;
    Meeting.until("the collection of an automatic arena", () -> {
      System.gc();
      return space.containerAround(start, start + 1) == 0;
    });
  }

  private static void add(OlderMemoryApp app, String name, MemorySegment at, Object owner, OlderMemoryApp.End end) {
    app.add(name, at.address(), at.byteSize(), owner, end);
  }

  /** A thread that lives on, since an arena that no thread may close is never closed. */
  private static MemorySegment ofAnotherThread() throws InterruptedException {
    MemorySegment[] made = new MemorySegment[1];
    CountDownLatch done = new CountDownLatch(1);
    Thread thread = new Thread(() -> {
      made[0] = Arena.ofConfined().allocate(80_021, 1);
      done.countDown();
    });
    thread.start();
    done.await();
    return made[0];
  }

  private static MemorySegment map(Arena arena) throws IOException {
    Path file = Files.createTempFile("pindown-it-", ".map");
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE)) {
      channel.truncate(0).write(java.nio.ByteBuffer.allocate(900_007));
      return channel.map(MapMode.READ_WRITE, 4_099, 800_011, arena);
    }
  }
}
