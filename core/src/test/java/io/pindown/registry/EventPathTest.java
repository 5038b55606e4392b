package io.pindown.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the javadoc of {@link AddressSpace} promises of the event methods. */
@Timeout(120)
class EventPathTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int EVENTS = 1_000_000;
  private static final long PAGE = 4096;
  private static final long AT = 0x7fb0_0000_0000L;
  private static final long[] EDGES = {
    0, 1, -1, 2, PAGE - 1, PAGE, PAGE + 1, 1L << 47, (1L << 47) - 1, 1L << 55, 1L << 56, (1L << 56) - 1, 1L << 57, 1L << 62,
    Long.MAX_VALUE, Long.MAX_VALUE - 1, Long.MAX_VALUE - PAGE, Long.MAX_VALUE - PAGE + 1, Long.MIN_VALUE, Long.MIN_VALUE + 1, -PAGE
  };

  private final AddressSpace space = AddressSpace.detached();
  private final WatchRegistry registry = space.newRegistry("events");

  /** Blocks, mappings and unknown memory, each watched in part. */
  private static long place(long n) {
    return AT + n % 64 * 16 * PAGE;
  }

  private Map<String, LongConsumer> events() {
    Map<String, LongConsumer> events = new TreeMap<>();
    events.put("allocated and freed, watched", n -> {
      space.allocated(place(n), 2 * PAGE);
      space.freed(place(n));
    });
    events.put("allocated and freed, unwatched", n -> {
      space.allocated(place(n) + 8 * PAGE, 2 * PAGE);
      space.freed(place(n) + 8 * PAGE);
    });
    events.put("small", n -> {
      space.allocated(place(n), 64);
      space.freed(place(n));
    });
    events.put("freed, unknown", n -> space.freed(AT - 64 * PAGE + n % 1000));
    events.put("reallocated in place", n -> {
      space.allocated(place(n), 2 * PAGE);
      space.reallocationBegin(place(n), 3 * PAGE);
      space.reallocationEnd(place(n), place(n));
      space.freed(place(n));
    });
    events.put("reallocated elsewhere", n -> {
      space.allocated(place(n), 2 * PAGE);
      space.reallocationBegin(place(n), 3 * PAGE);
      space.reallocationEnd(place(n), place(n) + 4 * PAGE);
      space.freed(place(n) + 4 * PAGE);
    });
    events.put("reallocation that fails", n -> {
      space.reallocationBegin(place(n), 3 * PAGE);
      space.reallocationEnd(place(n), 0);
    });
    events.put("mapped and unmapped", n -> {
      space.mapped(place(n), 2 * PAGE);
      space.unmapped(place(n), 2 * PAGE);
    });
    events.put("unmapped in part", n -> {
      space.mapped(place(n), 6 * PAGE);
      space.unmapped(place(n) + 2 * PAGE, PAGE);
      space.unmapped(place(n), 6 * PAGE);
    });
    events.put("changed", n -> {
      space.changeBegin(place(n), PAGE);
      space.changeEnd(place(n), PAGE);
    });
    events.put("truncated", n -> {
      space.truncationBegin();
      space.truncationEnd();
    });
    events.put("arena closed", n -> space.arenaClosed());
    events.put("everything", n -> space.invalidateEverything());
    return events;
  }

  private static long allocatedBy(Runnable what) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    what.run();
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }

  /** Nothing is drained: after the first report each watch only counts. */
  @Test
  void eventsAllocateNothing() {
    assertThat(allocatedBy(() -> new long[1000].clone())).as("the measure works").isGreaterThan(8_000);
    for (int n = 0; n < 64; n += 2) {
      registry.watch(place(n), PAGE, n);
    }
    Map<String, LongConsumer> events = events();
    for (LongConsumer event : events.values()) {
      for (int n = 0; n < 20_000; n++) {
        event.accept(n);
      }
    }
    events.forEach(
        (name, event) -> {
          int count = name.equals("truncated") || name.equals("everything") ? EVENTS / 10 : EVENTS;
          Runnable run =
              () -> {
                for (int n = 0; n < count; n++) {
                  event.accept(n);
                }
              };
          long allocated = allocatedBy(run);
          assertThat(allocated).as("bytes allocated by %d times \"%s\"", count, name).isZero();
        });
    assertThat(space.liveContainers()).as("nothing grows").isZero();
    assertThat(space.droppedContainers()).isZero();
    assertThat(registry.dirty().held()).isEqualTo(32);
    assertThat(registry.drain(new long[100])).as("u23: one report each").isEqualTo(32);
    assertThat(space.nothingLost()).isTrue();
  }

  /**
   * Dirty, drained, armed: the event's part of it allocates nothing either. The VM does, once, where it goes back from compiled code, which on a
   * busy machine comes late: so in one round of several.
   */
  @Test
  void theFirstHitOfAWatchAllocatesNothing() {
    Watch watch = registry.watch(AT, PAGE, 1);
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 10 && least != 0; round++) {
      least = Math.min(least, allocatedByFirstHits(watch));
    }
    assertThat(least).as("bytes allocated by 30,000 first hits").isZero();
  }

  private long allocatedByFirstHits(Watch watch) {
    long[] cookies = new long[1];
    long allocated = 0;
    for (int n = 0; n < 30_000; n++) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      space.freed(AT);
      allocated += THREADS.getCurrentThreadAllocatedBytes() - before;
      registry.drain(cookies);
      registry.rearm(watch);
    }
    return allocated;
  }

  private void anyEvent(int kind, long a, long b) {
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
      case 10 -> space.arenaClosed();
      default -> space.invalidateEverything();
    }
  }

  @Test
  void noArgumentsMakeAnEventThrowOrFail() {
    registry.watch(1, Long.MAX_VALUE - 1, 1);
    registry.watch(AT, PAGE, 2);
    registry.watch(Long.MAX_VALUE - 1, 1, 3);
    for (int kind = 0; kind < 12; kind++) {
      for (long a : EDGES) {
        for (long b : EDGES) {
          int event = kind;
          assertThatCode(() -> anyEvent(event, a, b)).as("event %d (%d, %d)", kind, a, b).doesNotThrowAnyException();
          assertThat(space.nothingLost()).as("event %d (%d, %d) was handled", kind, a, b).isTrue();
        }
      }
    }
    Random random = new Random(99);
    for (int n = 0; n < 200_000; n++) {
      int kind = random.nextInt(12);
      long a = random.nextBoolean() ? random.nextLong() >>> random.nextInt(64) : EDGES[random.nextInt(EDGES.length)] + random.nextInt(3);
      long b = random.nextBoolean() ? random.nextLong() >>> random.nextInt(64) : EDGES[random.nextInt(EDGES.length)] + random.nextInt(3);
      anyEvent(kind, a, b);
      assertThat(space.nothingLost()).as("event %d (%d, %d) was handled", kind, a, b).isTrue();
    }
    assertThat(registry.drain(new long[10])).isEqualTo(3);
  }

  @Test
  void theWarmUpRunsInASpaceOfItsOwn() {
    long before = AddressSpace.process().watches();
    WarmUp.runWatched(AddressSpace.scarce());
    assertThat(AddressSpace.process().watches()).isEqualTo((int) before);
  }
}
