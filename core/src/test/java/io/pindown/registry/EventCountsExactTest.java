package io.pindown.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Each event moves the count of its kind by one, and no other; what is no event of memory moves none. */
class EventCountsExactTest {
  private static final long PAGE = 4096;
  private static final long AT = 0x7f60_0000_0000L;

  private final AddressSpace space = AddressSpace.detached();

  private Map<EventKind, Long> counts() {
    Map<EventKind, Long> counts = new EnumMap<>(EventKind.class);
    for (EventKind kind : EventKind.values()) {
      counts.put(kind, space.eventCount(kind));
    }
    return counts;
  }

  private void counts(EventKind kind, Runnable event) {
    Map<EventKind, Long> expected = counts();
    if (kind != null) {
      expected.merge(kind, 1L, Long::sum);
    }
    event.run();
    assertThat(counts()).isEqualTo(expected);
  }

  private void countsNothing(Runnable event) {
    counts(null, event);
  }

  @Test
  void blocks() {
    countsNothing(() -> space.allocated(0, PAGE));
    countsNothing(() -> space.allocated(-AT, PAGE));
    countsNothing(() -> space.allocated(AT, AddressSpace.TRACKED - 1));
    countsNothing(() -> space.freed(AT));
    counts(EventKind.ALLOCATED, () -> space.allocated(AT, AddressSpace.TRACKED));
    counts(EventKind.ALLOCATED, () -> space.allocated(AT, 2 * PAGE)); // the free went unseen
    countsNothing(() -> space.freed(0));
    countsNothing(() -> space.freed(AT + PAGE));
    counts(EventKind.FREED, () -> space.freed(AT));
    countsNothing(() -> space.freed(AT));
  }

  @Test
  void declaredMemoryIsNoEventBeforeItEnds() {
    countsNothing(() -> space.declare(AT, 100));
    counts(EventKind.FREED, () -> space.undeclare(AT));
    countsNothing(() -> space.undeclare(AT));
  }

  @Test
  void reallocations() {
    for (long newBase : new long[] {0, AT, AT + (1 << 20)}) {
      space.allocated(AT, 4 * PAGE);
      counts(EventKind.REALLOCATION_BEGIN, () -> space.reallocationBegin(AT, 8 * PAGE));
      counts(EventKind.REALLOCATION_END, () -> space.reallocationEnd(AT, newBase));
    }
  }

  @Test
  void mappings() {
    countsNothing(() -> space.mapped(0, PAGE));
    countsNothing(() -> space.mapped(AT, 0));
    countsNothing(() -> space.mapped(AT, -1));
    counts(EventKind.MAPPED, () -> space.mapped(AT, 1));
    counts(EventKind.MAPPED, () -> space.mapped(AT, 1)); // over it
    countsNothing(() -> space.unmapped(-PAGE, PAGE));
    countsNothing(() -> space.unmapped(AT, 0));
    counts(EventKind.UNMAPPED, () -> space.unmapped(AT, 1));
    counts(EventKind.UNMAPPED, () -> space.unmapped(AT, 1)); // nothing is there
    counts(EventKind.UNMAPPED, () -> space.unmapped(AT, -1));
  }

  @Test
  void changes() {
    counts(EventKind.CHANGE_BEGIN, () -> space.changeBegin(AT, PAGE));
    counts(EventKind.CHANGE_END, () -> space.changeEnd(AT, PAGE));
    counts(EventKind.TRUNCATION_BEGIN, space::truncationBegin);
    counts(EventKind.TRUNCATION_END, space::truncationEnd);
    counts(EventKind.ARENA_CLOSED, space::arenaClosed);
    countsNothing(space::invalidateEverything);
  }

  @Test
  void watchesMoveNoCount() {
    WatchRegistry registry = space.newRegistry("counts");
    countsNothing(() -> registry.unwatch(registry.watch(AT, 1, 1)));
    countsNothing(registry::close);
  }
}
