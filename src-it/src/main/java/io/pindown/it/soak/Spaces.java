package io.pindown.it.soak;

import static io.pindown.registry.EventKind.CHANGE_BEGIN;
import static io.pindown.registry.EventKind.CHANGE_END;
import static io.pindown.registry.EventKind.REALLOCATION_BEGIN;
import static io.pindown.registry.EventKind.REALLOCATION_END;
import static io.pindown.registry.EventKind.TRUNCATION_BEGIN;
import static io.pindown.registry.EventKind.TRUNCATION_END;

import io.pindown.registry.AddressSpace;
import io.pindown.registry.EventKind;
import java.util.function.LongBinaryOperator;

/**
 * Address spaces for caches, by name: the shipped one, and twins of it that are fed by the same hooks, but not with all that these tell.
 * Only the sinks between the hooks and the twin are the soak's own; whatever happens behind them is shipped code.
 *
 * <p>The three kinds of changes after which memory stays in use have two events each, a begin and an end. {@code begin-only} is told of
 * both at the begin, when the native call has done nothing yet: a space that hears a begin and never an end keeps the change's window
 * open for ever and has its caches register for each use, which is never wrong; {@code endless} is that one. {@code end-only} drops
 * the begins. Ends of memory, FREED and UNMAPPED, have one event, before, and are told to all three as they are.
 */
final class Spaces {
  private static final long TOP = 1L << 47;
  private static final Event NOTHING = (first, second) -> {};

  private Spaces() {}

  /**
   * @param stretch applied to the changes that a twin is told of; to those of the shipped space, which the agent feeds, only after the
   *     begin; blind is never told
   */
  static AddressSpace of(String name, Stretch stretch) throws ReflectiveOperationException {
    return switch (name) {
      case "process" -> process(stretch);
      case "blind" -> blind();
      case "whole" -> fed(space -> whole(space, stretch));
      case "begin-only" -> fed(space -> beginOnly(space, stretch));
      case "end-only" -> fed(space -> endOnly(space, stretch));
      case "endless" -> fed(space -> endless(space, stretch));
      default -> throw new IllegalArgumentException(
          name + " is no address space; allowed are process, whole, begin-only, end-only, endless and blind");
    };
  }

  private static AddressSpace process(Stretch stretch) throws ReflectiveOperationException {
    AddressSpace space = AddressSpace.process();
    LongBinaryOperator[] sinks = new LongBinaryOperator[EventKind.values().length];
    sinks[REALLOCATION_BEGIN.ordinal()] = begin(NOTHING, stretch);
    sinks[CHANGE_BEGIN.ordinal()] = begin(NOTHING, stretch);
    sinks[TRUNCATION_BEGIN.ordinal()] = begin(NOTHING, stretch);
    sinks[TRUNCATION_BEGIN.ordinal()].applyAsLong(0, 0);
    subscribe(sinks); // later than the shipped ones, so called after them
    return space;
  }

  /** Takes everything for one container of which it never hears again: a cache over it keeps what it has registered. */
  private static AddressSpace blind() {
    AddressSpace space = AddressSpace.detached();
    space.declare(RawMemory.PAGE, TOP - 2 * RawMemory.PAGE);
    return space;
  }

  /** What a space is told of. */
  private interface Feed {
    LongBinaryOperator[] into(AddressSpace space);
  }

  private static AddressSpace fed(Feed feed) throws ReflectiveOperationException {
    AddressSpace space = AddressSpace.detached();
    for (LongBinaryOperator sink : feed.into(AddressSpace.detached())) {
      if (sink != null) {
        sink.applyAsLong(RawMemory.PAGE, RawMemory.PAGE); // a hook may not load classes, so all are loaded now
      }
    }
    subscribe(feed.into(space));
    return space;
  }

  private static void subscribe(LongBinaryOperator[] sinks) throws ReflectiveOperationException {
    Class<?> hooks = Class.forName("java.lang.$PindownHooks", false, null);
    if (!(boolean) hooks.getMethod("subscribe", LongBinaryOperator[].class).invoke(null, (Object) sinks)) {
      throw new IllegalStateException("the hooks have taken these sinks before");
    }
  }

  private static LongBinaryOperator[] whole(AddressSpace space, Stretch stretch) {
    LongBinaryOperator[] sinks = new LongBinaryOperator[EventKind.values().length];
    sinks[EventKind.ALLOCATED.ordinal()] = sink(space::allocated);
    sinks[EventKind.FREED.ordinal()] = sink((base, unused) -> space.freed(base));
    sinks[EventKind.MAPPED.ordinal()] = sink(space::mapped);
    sinks[EventKind.UNMAPPED.ordinal()] = sink(space::unmapped);
    sinks[REALLOCATION_BEGIN.ordinal()] = begin(space::reallocationBegin, stretch);
    sinks[REALLOCATION_END.ordinal()] = end(space::reallocationEnd, stretch);
    sinks[CHANGE_BEGIN.ordinal()] = begin(space::changeBegin, stretch);
    sinks[CHANGE_END.ordinal()] = end(space::changeEnd, stretch);
    sinks[TRUNCATION_BEGIN.ordinal()] = begin((size, unused) -> space.truncationBegin(), stretch);
    sinks[TRUNCATION_END.ordinal()] = end((size, unused) -> space.truncationEnd(), stretch);
    return sinks;
  }

  /** A block that moves has its new place known at the end only, so reallocations keep both. */
  private static LongBinaryOperator[] beginOnly(AddressSpace space, Stretch stretch) {
    LongBinaryOperator[] sinks = whole(space, stretch);
    Event changed = (start, length) -> {
      space.changeBegin(start, length);
      space.changeEnd(start, length);
    };
    Event truncated = (size, unused) -> {
      space.truncationBegin();
      space.truncationEnd();
    };
    sinks[CHANGE_BEGIN.ordinal()] = begin(changed, stretch);
    sinks[CHANGE_END.ordinal()] = end(NOTHING, stretch);
    sinks[TRUNCATION_BEGIN.ordinal()] = begin(truncated, stretch);
    sinks[TRUNCATION_END.ordinal()] = end(NOTHING, stretch);
    return sinks;
  }

  private static LongBinaryOperator[] endOnly(AddressSpace space, Stretch stretch) {
    LongBinaryOperator[] sinks = whole(space, stretch);
    sinks[REALLOCATION_BEGIN.ordinal()] = begin(NOTHING, stretch);
    sinks[CHANGE_BEGIN.ordinal()] = begin(NOTHING, stretch);
    sinks[TRUNCATION_BEGIN.ordinal()] = begin(NOTHING, stretch);
    return sinks;
  }

  private static LongBinaryOperator[] endless(AddressSpace space, Stretch stretch) {
    LongBinaryOperator[] sinks = whole(space, stretch);
    sinks[REALLOCATION_END.ordinal()] = end(NOTHING, stretch);
    sinks[CHANGE_END.ordinal()] = end(NOTHING, stretch);
    sinks[TRUNCATION_END.ordinal()] = end(NOTHING, stretch);
    return sinks;
  }

  /** One event method. */
  private interface Event {
    void of(long first, long second);
  }

  private static LongBinaryOperator begin(Event event, Stretch stretch) {
    return sink((first, second) -> {
      event.of(first, second);
      stretch.afterBegin();
    });
  }

  private static LongBinaryOperator end(Event event, Stretch stretch) {
    return sink((first, second) -> {
      stretch.beforeEnd();
      event.of(first, second);
    });
  }

  private static LongBinaryOperator sink(Event event) {
    return (first, second) -> {
      event.of(first, second);
      return 0;
    };
  }
}
