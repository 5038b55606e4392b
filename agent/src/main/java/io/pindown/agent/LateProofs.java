package io.pindown.agent;

import io.pindown.agent.downcall.Ffm;
import io.pindown.agent.hook.Inside;
import io.pindown.agent.point.Change;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Fires real events of the kinds that need more than Unsafe: a temporary file, an arena, native functions. */
final class LateProofs {
  private static final int LENGTH = 4096;
  /** Interrupts that come while events of one kind are fired. */
  private static final int MOST_INTERRUPTS = 100;

  private final Inside inside;
  private final LinkedHandles linked;
  private final int jdk;

  LateProofs(Inside inside, LinkedHandles linked, int jdk) {
    this.inside = inside;
    this.linked = linked;
    this.jdk = jdk;
  }

  /** Whether all events of this kind were seen by {@code witness}, which has subscribed. An interrupt is kept for the caller's thread to find. */
  boolean fire(Change change, Witness witness) throws Throwable {
    boolean interrupted = false;
    try {
      for (int i = 0; ; i++) {
        interrupted |= Thread.interrupted(); // a channel of an interrupted thread is closed instead of used, and then no event comes
        try {
          return fireNow(change, witness);
        } catch (ClosedByInterruptException again) {
          if (i == MOST_INTERRUPTS) {
            throw again;
          }
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private boolean fireNow(Change change, Witness witness) throws Throwable {
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
      case LIBRARY:
        return librariesLoaded();
      case REFLECTION:
        return byHandle(witness);
      default:
        throw new IllegalArgumentException(change + " is proven at the start");
    }
  }

  private boolean mapped(Change change, Witness witness) throws Throwable {
    try (ProofFile file = new ProofFile(inside);
        FileChannel channel = FileChannel.open(file.path(), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
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

  /**
   * Loads the classes, so that their sites are counted. An unloading is not fired: as its event makes every watch in the process dirty, the
   * proof would be worse than what it proves.
   */
  private boolean librariesLoaded() throws ClassNotFoundException {
    Class.forName("jdk.internal.loader.NativeLibraries$Unloader", false, null);
    if (jdk >= 20) {
      Class.forName("jdk.internal.loader.NativeLibraries$NativeLibraryImpl", false, null);
      Class.forName("jdk.internal.loader.RawNativeLibraries$RawNativeLibraryImpl", false, null);
    }
    return true;
  }

  /**
   * The natives by handles of their own, past the methods that call them. Seen once each: twice would mean that callers are wrapped as
   * well. What is mapped in this way may go unseen, since memory in no known container is not cached.
   */
  private boolean byHandle(Witness witness) throws Throwable {
    boolean inChannel = jdk < 20;
    Class<?> owner = Class.forName(inChannel ? "sun.nio.ch.FileChannelImpl" : "sun.nio.ch.UnixFileDispatcherImpl", true, null);
    MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(owner, inside.lookup());
    MethodHandle unmap = lookup.findStatic(owner, "unmap0", MethodType.methodType(int.class, long.class, long.class));
    try (ProofFile file = new ProofFile(inside);
        RandomAccessFile opened = new RandomAccessFile(file.path().toFile(), "rw")) {
      opened.write(new byte[LENGTH]);
      int maps = witness.count(Witness.MAPPED);
      int unmaps = witness.count(Witness.UNMAPPED);
      long address = map(opened, owner, lookup);
      int result = (int) unmap.invoke(address, (long) LENGTH);
      return result == 0
          && witness.count(Witness.MAPPED) <= maps + 1
          && witness.count(Witness.UNMAPPED) == unmaps + 1
          && witness.saw(Witness.UNMAPPED, address, LENGTH);
    }
  }

  private long map(RandomAccessFile opened, Class<?> owner, MethodHandles.Lookup lookup) throws Throwable {
    MethodType type = MethodType.methodType(long.class, int.class, long.class, long.class, boolean.class);
    if (jdk < 20) {
      return (long) lookup.findVirtual(owner, "map0", type).invoke(opened.getChannel(), 0, 0L, (long) LENGTH, false);
    }
    MethodHandle map = lookup.findStatic(owner, "map0", type.insertParameterTypes(0, FileDescriptor.class));
    return (long) map.invoke(opened.getFD(), 0, 0L, (long) LENGTH, false);
  }

  /** What MemorySegment.unload does; called inside java.base, since 17 has no public way to it. */
  private void unload(long address) throws Throwable {
    MethodHandles.Lookup lookup = inside.lookup();
    Class<?> owner = Class.forName("java.nio.MappedMemoryUtils", true, null);
    MethodType type = MethodType.methodType(void.class, long.class, boolean.class, long.class);
    MethodHandles.privateLookupIn(owner, lookup).findStatic(owner, "unload", type).invoke(address, false, (long) LENGTH);
  }

  private boolean truncated(Witness witness) throws Throwable {
    long byChannel = 4001L;
    long byFile = 3001L;
    try (ProofFile proof = new ProofFile(inside);
        FileChannel channel = FileChannel.open(proof.path(), StandardOpenOption.WRITE)) {
      Path file = proof.path();
      channel.write(ByteBuffer.allocate(LENGTH));
      channel.truncate(byChannel);
      boolean seen = witness.saw(Witness.TRUNCATION_BEGIN, byChannel) && witness.saw(Witness.TRUNCATION_END, byChannel);
      try (RandomAccessFile random = new RandomAccessFile(file.toFile(), "rw")) {
        random.setLength(byFile);
      }
      seen &= witness.saw(Witness.TRUNCATION_BEGIN, byFile) && witness.saw(Witness.TRUNCATION_END, byFile);
      return seen && transferred(file, witness) && opened(file, witness);
    }
  }

  /** One event for each way; the same file is source and target, at different places. */
  private boolean transferred(Path file, Witness witness) throws IOException {
    int begun = witness.count(Witness.TRUNCATION_BEGIN);
    int ended = witness.count(Witness.TRUNCATION_END);
    int transfers = jdk < 20 ? 0 : 2; // before that, pages of the target are written to and stay what they are
    try (FileChannel from = FileChannel.open(file, StandardOpenOption.READ);
        FileChannel to = FileChannel.open(file, StandardOpenOption.WRITE)) {
      from.transferTo(0L, 1L, to.position(1000L));
      to.transferFrom(from.position(0L), 1000L, 1L);
    }
    return witness.count(Witness.TRUNCATION_BEGIN) == begun + transfers && witness.count(Witness.TRUNCATION_END) == ended + transfers;
  }

  /** One event each for what truncates, none for what does not. */
  private static boolean opened(Path file, Witness witness) throws IOException {
    int begun = witness.count(Witness.TRUNCATION_BEGIN);
    int ended = witness.count(Witness.TRUNCATION_END);
    new FileOutputStream(file.toFile(), true).close();
    new FileOutputStream(file.toFile()).close();
    FileChannel.open(file, StandardOpenOption.WRITE).close();
    FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING).close();
    return witness.count(Witness.TRUNCATION_BEGIN) == begun + 2 && witness.count(Witness.TRUNCATION_END) == ended + 2;
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
