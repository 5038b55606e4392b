package io.pindown.demo.app;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Buffers of an arena each, which is closed to free them. */
public final class ArenaMemory implements PayloadSource {
  private static final long ALIGNMENT = 4096;

  private final long length;

  public ArenaMemory(long length) {
    this.length = length;
  }

  @Override
  public String name() {
    return "arenas";
  }

  @Override
  public long length() {
    return length;
  }

  @Override
  public Payload take(int generation) {
    Arena arena = Arena.ofConfined();
    Payload payload = new ArenaPayload(arena, arena.allocate(length, ALIGNMENT));
    rewrite(payload, generation, 0);
    return payload;
  }

  @Override
  public void close() {
    // Each payload closes its own arena.
  }

  /** Memory that lives as long as its arena. */
  record ArenaPayload(Arena arena, MemorySegment memory) implements Payload {
    @Override
    public void close() {
      arena.close();
    }
  }
}
