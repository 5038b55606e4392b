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
    MemorySegment block = arena.allocate(64 * PAGE, PAGE);
    Watch whole = journal.watch("block", block);
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
    MemorySegment before = block;
    arena.close();
    journal.did("free the block", before.address(), before.byteSize());
    try (Arena again = Arena.ofConfined()) {
      MemorySegment next = again.allocate(64 * PAGE, PAGE);
      journal.rearm(whole);
      did(next.address() == before.address() ? "allocate another: the same address; arm the watch again"
          : "allocate another: another address; arm the watch again", next);
    }
    journal.did("free it, too", before.address(), before.byteSize());
  }

  private void files() throws IOException {
    Path folder = Files.createTempDirectory("pindown-trace");
    Path first = Files.write(folder.resolve("F1"), new byte[(int) (8 * PAGE)]);
    Path second = Files.write(folder.resolve("F2"), new byte[(int) (8 * PAGE)]);
    try (FileChannel f1 = FileChannel.open(first, StandardOpenOption.READ, StandardOpenOption.WRITE);
        FileChannel f2 = FileChannel.open(second, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      Arena arena = Arena.ofShared();
      MemorySegment a = f1.map(MapMode.PRIVATE, 0, 8 * PAGE, arena);
      journal.watch("F1, pages 1 to 4", a.asSlice(0, 4 * PAGE));
      journal.watch("F1, pages 3 to 6", a.asSlice(2 * PAGE, 4 * PAGE));
      did("map F1; watch two ranges of it that overlap", a);
      arena.close();
      journal.did("unmap F1", a.address(), a.byteSize());
      Arena next = Arena.ofShared();
      MemorySegment b = f2.map(MapMode.PRIVATE, 0, 8 * PAGE, next);
      journal.watch("F2", b);
      did(b.address() == a.address() ? "map F2: the same address; watch it" : "map F2: another address; watch it", b);
      f1.truncate(PAGE);
      journal.did("truncate F1, which is mapped nowhere now");
      f2.truncate(PAGE);
      did("truncate F2 under its mapping", b);
      next.close();
      journal.did("unmap F2", b.address(), b.byteSize());
    } finally {
      Files.delete(first);
      Files.delete(second);
      Files.delete(folder);
    }
  }

  private void did(String what, MemorySegment memory) {
    journal.did(what, memory.address(), memory.byteSize());
  }

  private static void print(TraceLine line) {
    System.out.printf("%8d us  %-58s generation %d  %s%n", line.micros(), line.did(), line.generation(),
        line.dirty().isEmpty() ? "" : String.join(", ", line.dirty()));
  }
}
