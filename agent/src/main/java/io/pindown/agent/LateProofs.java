package io.pindown.agent;

import io.pindown.agent.downcall.Ffm;
import io.pindown.agent.hook.Inside;
import io.pindown.agent.point.Change;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Fires real events of the kinds that need more than Unsafe: a temporary file, an arena, native functions. */
final class LateProofs {
  private static final int LENGTH = 4096;

  private final Inside inside;
  private final LinkedHandles linked;
  private final int jdk;

  LateProofs(Inside inside, LinkedHandles linked, int jdk) {
    this.inside = inside;
    this.linked = linked;
    this.jdk = jdk;
  }

  /** Whether all events of this kind were seen by {@code witness}, which has subscribed. */
  boolean fire(Change change, Witness witness) throws Throwable {
    switch (change) {
      case MAP:
      case UNMAP:
      case UNLOAD:
        return mapped(change, witness);
      case TRUNCATE:
        return truncated(witness);
      case ARENA_CLOSE:
        return arenaClosed(witness);
      case DOWNCALL:
        return linked(witness);
      default:
        throw new IllegalArgumentException(change + " is proven at the start");
    }
  }

  private boolean mapped(Change change, Witness witness) throws Throwable {
    Path file = temporaryFile();
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE)) {
      MappedByteBuffer buffer = channel.map(FileChannel.MapMode.READ_WRITE, 0L, LENGTH);
      long address = inside.address(buffer);
      if (change == Change.UNLOAD) {
        unload(address);
      }
      inside.clean(buffer);
      switch (change) {
        case MAP:
          return witness.saw(Witness.MAPPED, address, LENGTH);
        case UNMAP:
          return witness.saw(Witness.UNMAPPED, address, LENGTH);
        default:
          return witness.saw(Witness.CHANGE_BEGIN, address, LENGTH) && witness.saw(Witness.CHANGE_END, address, LENGTH);
      }
    }
  }

  /** What MemorySegment.unload does; called inside java.base, since 17 has no public way to it. */
  private void unload(long address) throws Throwable {
    MethodHandles.Lookup lookup = inside.lookup();
    Class<?> owner = Class.forName("java.nio.MappedMemoryUtils", true, null);
    MethodType type = MethodType.methodType(void.class, long.class, boolean.class, long.class);
    MethodHandles.privateLookupIn(owner, lookup).findStatic(owner, "unload", type).invoke(address, false, (long) LENGTH);
  }

  private boolean truncated(Witness witness) throws IOException {
    Path file = temporaryFile();
    long byChannel = 4001L;
    long byFile = 3001L;
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate(LENGTH));
      channel.truncate(byChannel);
      boolean seen = witness.saw(Witness.TRUNCATION_BEGIN, byChannel) && witness.saw(Witness.TRUNCATION_END, byChannel);
      if (jdk < 20) {
        return seen; // RandomAccessFile.setLength is native there: the gap that docs/coverage.md names
      }
      try (RandomAccessFile random = new RandomAccessFile(file.toFile(), "rw")) {
        random.setLength(byFile);
      }
      return seen && witness.saw(Witness.TRUNCATION_BEGIN, byFile) && witness.saw(Witness.TRUNCATION_END, byFile);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private static Path temporaryFile() throws IOException {
    return Files.createTempFile("pindown-self-test-", ".tmp");
  }

  private boolean arenaClosed(Witness witness) throws Throwable {
    Class<?> arenaType = Class.forName("java.lang.foreign.Arena");
    Object arena = inside.lookup().findStatic(arenaType, "ofConfined", MethodType.methodType(arenaType)).invoke();
    int before = witness.count(Witness.ARENA_CLOSED);
    ((AutoCloseable) arena).close();
    return witness.count(Witness.ARENA_CLOSED) == before + 1;
  }

  private boolean linked(Witness witness) throws Throwable {
    Ffm ffm = linked.downcalls().ffm();
    Object malloc = ffm.find("malloc");
    Object free = ffm.find("free");
    MethodHandle allocate = ffm.link(malloc, "JJ");
    long bound = (long) allocate.invoke(640L);
    long unbound = (long) allocate.invoke(1280L);
    ffm.link(free, "VJ").invoke(bound);
    ffm.linkUnbound("VJ").invoke(free, unbound);
    return witness.saw(Witness.ALLOCATED, bound, 640L)
        && witness.saw(Witness.FREED, bound)
        && witness.saw(Witness.ALLOCATED, unbound, 1280L)
        && witness.saw(Witness.FREED, unbound);
  }
}
