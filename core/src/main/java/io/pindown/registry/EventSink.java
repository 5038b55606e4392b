package io.pindown.registry;

import java.util.function.LongBinaryOperator;

/** Takes the events of one kind to an address space. */
final class EventSink implements LongBinaryOperator {
  private final AddressSpace space;
  private final int kind;

  private EventSink(AddressSpace space, int kind) {
    this.space = space;
    this.kind = kind;
  }

  /** One sink for each {@link EventKind}. */
  static LongBinaryOperator[] all(AddressSpace space) {
    LongBinaryOperator[] sinks = new LongBinaryOperator[EventKind.values().length];
    for (int kind = 0; kind < sinks.length; kind++) {
      sinks[kind] = new EventSink(space, kind);
    }
    return sinks;
  }

  @Override
  public long applyAsLong(long a, long b) {
    switch (kind) {
      case 0 -> space.allocated(a, b);
      case 1 -> space.freed(a);
      case 2 -> space.reallocationBegin(a, b);
      case 3 -> space.reallocationEnd(a, b);
      case 4 -> space.mapped(a, b);
      case 5 -> space.unmapped(a, b);
      case 6 -> space.changeBegin(a, b);
      case 7 -> space.changeEnd(a, b);
      case 8 -> space.truncationBegin();
      case 9 -> space.truncationEnd();
      default -> space.arenaClosed();
    }
    return 0;
  }
}
