package io.pindown.registry;

import java.util.function.LongBinaryOperator;

/** Takes the events of one kind to an address space. */
final class EventSink implements LongBinaryOperator {
  private final EventIntake intake;
  private final int kind;

  private EventSink(EventIntake intake, int kind) {
    this.intake = intake;
    this.kind = kind;
  }

  /** One sink for each {@link EventKind}. */
  static LongBinaryOperator[] all(AddressSpace space) {
    LongBinaryOperator[] sinks = new LongBinaryOperator[EventKind.values().length];
    for (int kind = 0; kind < sinks.length; kind++) {
      sinks[kind] = new EventSink(space.intake(), kind);
    }
    return sinks;
  }

  @Override
  public long applyAsLong(long a, long b) {
    switch (kind) {
      case 0 -> intake.allocated(a, b);
      case 1 -> intake.freed(a);
      case 2 -> intake.reallocationBegin(a, b);
      case 3 -> intake.reallocationEnd(a, b);
      case 4 -> intake.mapped(a, b);
      case 5 -> intake.unmapped(a, b);
      case 6 -> intake.changeBegin(a, b);
      case 7 -> intake.changeEnd(a, b);
      case 8 -> intake.truncationBegin();
      case 9 -> intake.truncationEnd();
      default -> intake.arenaClosed();
    }
    return 0;
  }
}
