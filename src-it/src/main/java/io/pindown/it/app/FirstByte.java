package io.pindown.it.app;

import io.pindown.registry.EventKind;
import java.util.Arrays;
import java.util.function.LongBinaryOperator;
import sun.misc.Unsafe;

/**
 * A sink that reads the first byte of one block at the very moment of each event: before the native call it must still be there, so an
 * event that comes too late reads something else, or ends the JVM.
 */
@SuppressWarnings({"deprecation", "removal"})
public final class FirstByte {
  private static final Unsafe UNSAFE = OffHeap.UNSAFE;
  private static final int NOT_SEEN = -1;

  private final long address;
  private final LongBinaryOperator[] sinks = new LongBinaryOperator[EventKind.values().length];
  private final int[] seen = new int[EventKind.values().length];

  private FirstByte(long address) {
    this.address = address;
    Arrays.fill(seen, NOT_SEEN);
  }

  /** Watches the byte at {@code address} through the events of these kinds; of those that name a base, only that of the block. */
  public static FirstByte at(long address, EventKind... kinds) throws ReflectiveOperationException {
    FirstByte reader = new FirstByte(address);
    for (EventKind kind : EventKind.values()) {
      reader.sinks[kind.ordinal()] = (a, b) -> 0;
    }
    for (EventKind kind : kinds) {
      reader.sinks[kind.ordinal()] = (base, unused) -> reader.read(kind, base);
    }
    Sinks.subscribe(reader.sinks);
    return reader;
  }

  private long read(EventKind kind, long base) {
    boolean ofFile = kind == EventKind.TRUNCATION_BEGIN || kind == EventKind.TRUNCATION_END || kind == EventKind.ARENA_CLOSED;
    if (ofFile || base == address) {
      seen[kind.ordinal()] = UNSAFE.getByte(address);
    }
    return 0;
  }

  /** What was read at the event of a kind, -1 if there was none; no more is read from now on. */
  public int seen(EventKind kind) throws ReflectiveOperationException {
    Sinks.unsubscribe(sinks);
    return seen[kind.ordinal()];
  }
}
