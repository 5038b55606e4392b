package io.pindown.it.foreign;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.pindown.it.app.Artefact;
import io.pindown.it.app.MappedFile;
import io.pindown.it.app.OrderApp;
import io.pindown.registry.EventKind;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.channels.FileChannel.MapMode;

/** The order of events and native calls, for arenas, unload and the linker's handles. */
public final class ForeignOrder {
  private static final long BLOCK = 41_943_049;

  private ForeignOrder() {}

  public static void addTo(Artefact artefact) throws Throwable {
    Arena arena = Arena.ofShared();
    OrderApp.note(artefact, "arena", arena.allocate(BLOCK).address(), EventKind.ARENA_CLOSED, arena::close);
    try (MappedFile file = new MappedFile(700_001);
        Arena scope = Arena.ofConfined()) {
      MemorySegment segment = file.channel.map(MapMode.PRIVATE, 0, 700_001, scope);
      OrderApp.note(artefact, "unload-begin", segment.address(), EventKind.CHANGE_BEGIN, segment::unload);
      OrderApp.note(artefact, "unload-end", segment.address(), EventKind.CHANGE_END, segment::unload);
    }
    calls(artefact);
  }

  private static void calls(Artefact artefact) throws Throwable {
    MemorySegment block = Libc.malloc(BLOCK);
    OrderApp.note(artefact, "downcall-free", block.address(), EventKind.FREED, () -> Libc.free(block));
    MethodHandle madvise = Libc.bound("madvise", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);
    long mapping = Libc.mmap(BLOCK);
    OrderApp.note(artefact, "madvise-begin", mapping, EventKind.CHANGE_BEGIN, () -> dontNeed(madvise, mapping));
    OrderApp.note(artefact, "madvise-end", mapping, EventKind.CHANGE_END, () -> dontNeed(madvise, mapping));
    OrderApp.note(artefact, "munmap", mapping, EventKind.UNMAPPED, () -> Libc.munmap(mapping, BLOCK));
  }

  private static void dontNeed(MethodHandle madvise, long mapping) throws Throwable {
    int result = (int) madvise.invokeExact(mapping, BLOCK, Libc.MADV_DONTNEED);
    if (result != 0) {
      throw new IllegalStateException("madvise failed");
    }
  }
}
