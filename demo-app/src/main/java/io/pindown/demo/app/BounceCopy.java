package io.pindown.demo.app;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Copies each message into one buffer that was registered at the start, and sends that. Always right, and pays by the byte. */
public final class BounceCopy<R> implements Pinning<R> {
  private static final long ALIGNMENT = 4096;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment bounce;
  private final Nic<R> nic;
  private final R region;

  /**
   * Takes and registers the bounce buffer.
   *
   * @param longest bytes of the longest message
   */
  public BounceCopy(Nic<R> nic, long longest) {
    bounce = arena.allocate(longest, ALIGNMENT);
    this.nic = nic;
    region = nic.register(bounce);
  }

  @Override
  public MemorySegment stage(MemorySegment message) {
    MemorySegment.copy(message, 0, bounce, 0, message.byteSize());
    return bounce.asSlice(0, message.byteSize());
  }

  @Override
  public R pin(MemorySegment staged) {
    return region;
  }

  @Override
  public void unpin(R sent) {
    // The bounce buffer stays registered.
  }

  @Override
  public long registered() {
    return 1;
  }

  @Override
  public long closed() {
    return 0;
  }

  @Override
  public void close() {
    nic.deregister(region);
    arena.close();
  }
}
