package io.pindown.demo.trace;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.pindown.demo.measure.TraceLine;
import io.pindown.registry.AddressSpace;
import io.pindown.registry.Watch;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;

/**
 * A short program that watches its own memory. To be started with {@code -javaagent}, from whose jar Pindown's classes come; prints
 * a timeline, or with {@code --json} the lines as one line of JSON.
 */
public final class SelfTrace {
  private static final long PAGE = 4096;
  /** Above glibc's limit for blocks that it recycles: freeing this gives the pages back. */
  private static final long BLOCK = 40L << 20;
  private static final long FILE = 8 * PAGE;
  private static final int UNRELATED = 100_000;

  private final Journal journal;

  private SelfTrace(Journal journal) {
    this.journal = journal;
  }

  /** Runs the program. */
  public static void main(String[] arguments) throws IOException {
    AddressSpace space = AddressSpace.process();
    if (!space.hooked()) {
      System.err.println("The self-trace sees nothing without the agent: start it with -javaagent:pindown-agent.jar");
      System.exit(1);
    }
    List<TraceLine> lines;
    try (Journal journal = new Journal(space)) {
      SelfTrace trace = new SelfTrace(journal);
      trace.buffers();
      trace.files();
      lines = journal.lines();
    }
    if (List.of(arguments).contains("--json")) {
      System.out.println(new ObjectMapper().writeValueAsString(lines));
    } else {
      lines.forEach(SelfTrace::print);
    }
  }

  private void buffers() {
    Arena arena = Arena.ofConfined();
    MemorySegment block = arena.allocate(BLOCK, PAGE);
    final Watch whole = journal.watch("the block", block);
    journal.watch("its 4th page", block.asSlice(3 * PAGE, PAGE));
    did("allocate a block; watch it, and its 4th page", block);
    block.fill((byte) 7);
    did("write to all of it", block);
    for (int count = 0; count < UNRELATED; count++) {
      try (Arena other = Arena.ofConfined()) {
        other.allocate(PAGE);
      }
    }
    journal.did(String.format(Locale.ROOT, "allocate and free %,d other blocks", UNRELATED));
    arena.close();
    journal.did("free the block", block.address(), BLOCK);
    journal.rearm(whole);
    journal.did("arm the first watch again", block.address(), BLOCK);
    try (Arena again = Arena.ofConfined()) {
      MemorySegment next = again.allocate(BLOCK, PAGE);
      did("allocate another block: " + where(next, block), next);
      journal.rearm(whole);
    }
    journal.did("arm it again; free that block", block.address(), BLOCK);
    journal.unwatch(whole);
  }

  private void files() throws IOException {
    Path folder = Files.createTempDirectory("pindown-trace");
    Path first = Files.write(folder.resolve("F1"), new byte[(int) FILE]);
    Path second = Files.write(folder.resolve("F2"), new byte[(int) FILE]);
    try (FileChannel f1 = FileChannel.open(first, StandardOpenOption.READ, StandardOpenOption.WRITE);
        FileChannel f2 = FileChannel.open(second, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      Arena arena = Arena.ofShared();
      MemorySegment a = f1.map(MapMode.PRIVATE, 0, FILE, arena);
      final Watch early = journal.watch("F1 pages 1-4", a.asSlice(0, 4 * PAGE));
      final Watch late = journal.watch("F1 pages 3-6", a.asSlice(2 * PAGE, 4 * PAGE));
      did("map F1; watch two overlapping parts", a);
      arena.close();
      journal.did("unmap F1", a.address(), FILE);
      journal.unwatch(early);
      journal.unwatch(late);
      Arena next = Arena.ofShared();
      MemorySegment b = f2.map(MapMode.PRIVATE, 0, FILE, next);
      final Watch mapping = journal.watch("F2", b);
      did("map F2: " + where(b, a) + "; watch it", b);
      f2.truncate(PAGE);
      did("truncate F2 under its mapping", b);
      journal.rearm(mapping);
      next.close();
      journal.did("arm the watch again; unmap F2", b.address(), FILE);
    } finally {
      Files.delete(first);
      Files.delete(second);
      Files.delete(folder);
    }
  }

  private static String where(MemorySegment memory, MemorySegment before) {
    return memory.address() == before.address() ? "the same address" : "another address";
  }

  private void did(String what, MemorySegment memory) {
    journal.did(what, memory.address(), memory.byteSize());
  }

  private static void print(TraceLine line) {
    System.out.printf("%8d us  %-58s generation %d  %s%n", line.micros(), line.did(), line.generation(),
        line.dirty().isEmpty() ? "" : String.join(", ", line.dirty()));
  }
}
