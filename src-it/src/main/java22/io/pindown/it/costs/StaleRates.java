package io.pindown.it.costs;

import io.pindown.it.app.Artefact;
import io.pindown.it.app.MappedFile;
import io.pindown.it.app.OffHeap;
import io.pindown.it.foreign.Libc;
import io.pindown.nic.uring.NativeFile;
import io.pindown.nic.uring.Region;
import io.pindown.nic.uring.Ring;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel.MapMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How often a cache that is told nothing sends something else than the program reads: by the way to get the memory, and by size. Each block is taken, filled,
 * sent over io_uring (WRITE_FIXED), compared and given back, and the next one taken; registrations are kept by address and length. Arguments: blocks of each;
 * sizes in bytes, joined by commas. Prints a table: stale sends for those of all blocks after the first.
 */
public final class StaleRates {
  /** Memory that ends when it is closed. */
  private record Block(MemorySegment memory, Ending ending) {}

  private interface Ending {
    void end() throws Throwable;
  }

  private interface Source {
    Block take(long size) throws Throwable;
  }

  private StaleRates() {}

  @SuppressWarnings("restricted")
  private static MemorySegment at(long address, long size) {
    return MemorySegment.ofAddress(address).reinterpret(size);
  }

  private static Map<String, Source> sources() {
    Map<String, Source> sources = new LinkedHashMap<>();
    sources.put("ByteBuffer.allocateDirect", size -> {
      ByteBuffer buffer = ByteBuffer.allocateDirect((int) size);
      return new Block(MemorySegment.ofBuffer(buffer), () -> OffHeap.invokeCleaner(buffer));
    });
    sources.put("Unsafe.allocateMemory", size -> {
      long block = OffHeap.allocate(size);
      return new Block(at(block, size), () -> OffHeap.free(block));
    });
    sources.put("malloc by the linker", size -> {
      MemorySegment block = Libc.malloc(size);
      return new Block(at(block.address(), size), () -> Libc.free(block));
    });
    sources.put("Arena.ofConfined", size -> {
      Arena arena = Arena.ofConfined();
      return new Block(arena.allocate(size), arena::close);
    });
    sources.put("Arena.ofShared", size -> {
      Arena arena = Arena.ofShared();
      return new Block(arena.allocate(size), arena::close);
    });
    sources.put("FileChannel.map", size -> {
      MappedFile file = new MappedFile((int) size);
      Arena arena = Arena.ofConfined();
      return new Block(file.channel.map(MapMode.PRIVATE, 0, size, arena), () -> {
        arena.close();
        file.close();
      });
    });
    sources.put("mmap by the linker", size -> {
      long mapping = Libc.mmap(size);
      return new Block(at(mapping, size), () -> Libc.munmap(mapping, size));
    });
    return sources;
  }

  public static void main(String[] args) throws Throwable {
    int blocks = Integer.parseInt(args[0]);
    List<Long> sizes = new ArrayList<>();
    for (String size : args[1].split(",")) {
      sizes.add(Long.parseLong(size));
    }
    if (!RegistrationCosts.uringIsThere()) {
      return;
    }
    Artefact artefact = new Artefact();
    artefact.put("available", true);
    StringBuilder head = new StringBuilder("| memory from |");
    sizes.forEach(size -> head.append(' ').append(size >> 10).append(" KiB |"));
    System.out.println(head + "\n|---|" + "---|".repeat(sizes.size()));
    for (Map.Entry<String, Source> source : sources().entrySet()) {
      StringBuilder row = new StringBuilder("| " + source.getKey() + " |");
      for (long size : sizes) {
        int stale = run(source.getValue(), size, blocks);
        row.append(' ').append(stale).append(" of ").append(blocks - 1).append(" |");
        artefact.put(source.getKey().replace(' ', '-') + "/" + size, stale);
      }
      System.out.println(row);
    }
    artefact.write();
  }

  private static int run(Source source, long size, int blocks) throws Throwable {
    record Range(long address, long length) {}
    Map<Range, Region> kept = new HashMap<>();
    int wrong = 0;
    try (Ring ring = Ring.open();
        NativeFile file = NativeFile.inMemory("stale");
        Arena arena = Arena.ofConfined()) {
      MemorySegment arrived = arena.allocate(size, 4096);
      for (int i = 0; i < blocks; i++) {
        Block block = source.take(size);
        MemorySegment memory = block.memory().fill((byte) ('A' + i % 26));
        Region region = kept.computeIfAbsent(new Range(memory.address(), size), range -> ring.register(range.address(), range.length()));
        ring.writeFixed(file.fd(), 0, region, memory.address(), size);
        if (file.read(0, arrived) != size) {
          throw new IllegalStateException("the file is short");
        }
        wrong += memory.mismatch(arrived) == -1 ? 0 : 1;
        block.ending().end();
      }
      kept.values().forEach(Region::close);
    }
    return wrong;
  }
}
