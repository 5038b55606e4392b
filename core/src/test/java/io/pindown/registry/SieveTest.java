package io.pindown.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.index.Granules;
import io.pindown.index.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongBinaryOperator;
import org.junit.jupiter.api.Test;

/** What the hooks are told that they may leave out: never the free of a container, and everything as long as a watch is in none. */
class SieveTest {
  private static final long AT = 0x7f20_0000_0000L;
  private static final long SIZE = 8192;

  /** Hooks that leave out what they may, as the agent's do. */
  private static final class Sifting implements HookSource {
    volatile byte[] marks;
    volatile long[][] tags;
    volatile long least;

    @Override
    public void narrow(LongBinaryOperator[] sinks, long fewest, byte[] sieve, long[][] tables) {
      least = fewest;
      tags = tables;
      marks = sieve;
    }

    boolean delivers(long base) {
      byte[] now = marks;
      return (now == null || isMarked(now, base)) && mayBeKnown(base);
    }

    private boolean mayBeKnown(long base) {
      long[][] known = tags;
      long spread = Granules.spread(base);
      boolean may = known == null;
      for (int i = 0; !may && i < known.length; i++) {
        long word = known[i][Granules.bucket(spread, known[i].length - 1)];
        may = Tags.farthest(word) != 0 || Tags.matches(word, Tags.of(spread)) != 0;
      }
      return may;
    }

    static boolean isMarked(byte[] sieve, long base) {
      return sieve[(int) (base >>> 4 ^ base >>> 20) & sieve.length - 1] != 0;
    }

    @Override
    public long[] lost() {
      return new long[1];
    }

    @Override
    public void subscribe(LongBinaryOperator[] sinks) {}

    @Override
    public Coverage coverage() {
      return Coverage.COMPLETE;
    }

    @Override
    public void prove() {}
  }

  private final AddressSpace space = AddressSpace.hookable();
  private final Sifting hooks = new Sifting();

  private void link() {
    ProcessSpace.link(space, hooks);
  }

  @Test
  void blocksFromBeforeTheLinkAreDeliveredToo() {
    space.declare(AT, SIZE);
    link();
    assertThat(hooks.delivers(AT)).isTrue();
    assertThat(hooks.delivers(AT + 16)).isFalse();
  }

  /** Of a small block, too, since that may be in another library's cache. */
  @Test
  void everythingIsDeliveredWhileSomebodyIsToldOfWhatEnds() {
    link();
    assertThat(hooks.least).isEqualTo(AddressSpace.TRACKED);
    space.tellEndings((start, length) -> 0);
    assertThat(hooks.delivers(AT)).isTrue();
    assertThat(hooks.tags).isNull();
    assertThat(hooks.least).isZero();
    space.newRegistry("sieve").watch(AT, 64, 1).registry().close();
    assertThat(hooks.delivers(AT)).as("no watch is in no container any more").isTrue();
    space.tellEndings(null);
    assertThat(hooks.delivers(AT)).isFalse();
    assertThat(hooks.least).isEqualTo(AddressSpace.TRACKED);
  }

  @Test
  void everythingIsDeliveredWhileAWatchLiesInNoContainer() {
    link();
    assertThat(hooks.delivers(AT)).isFalse();
    WatchRegistry registry = space.newRegistry("sieve");
    Watch one = registry.watch(AT, 64, 1);
    Watch another = registry.watch(AT + 64, 64, 2);
    assertThat(hooks.delivers(AT)).isTrue();
    assertThat(hooks.tags).isNull();
    registry.unwatch(one);
    assertThat(hooks.delivers(AT)).isTrue();
    registry.unwatch(another);
    assertThat(hooks.delivers(AT)).isFalse();
    space.allocated(AT, SIZE);
    registry.watch(AT, SIZE, 3);
    assertThat(hooks.delivers(AT)).as("a container").isTrue();
    assertThat(hooks.delivers(AT + 16)).as("its neighbour").isFalse();
  }

  @Test
  void aWornSieveIsReplacedAndTheLiveStayMarked() {
    link();
    WatchRegistry registry = space.newRegistry("sieve");
    byte[] first = hooks.marks;
    for (int i = 0; i < 40_000; i++) { // wears it out
      space.allocated(AT + i * SIZE * 4, SIZE);
      if (i % 100 != 0) {
        space.freed(AT + i * SIZE * 4);
      }
    }
    for (int i = 0; i < 300; i++) { // whoever arms watches looks now and then
      registry.watch(AT, SIZE, i);
    }
    assertThat(hooks.marks).isNotSameAs(first);
    int left = 0;
    for (int i = 0; i < 40_000; i++) {
      boolean delivered = hooks.delivers(AT + i * SIZE * 4);
      assertThat(delivered || i % 100 != 0).isTrue();
      left += delivered ? 1 : 0;
    }
    assertThat(left).as("most marks are gone").isLessThan(4_000);
    for (long base = AT - SIZE; hooks.marks != first; base -= SIZE) { // one that only the new sieve gets a mark of
      if (!Sifting.isMarked(first, base)) {
        assertKnownUntilFreed(base);
        break;
      }
    }
  }

  private void assertKnownUntilFreed(long base) {
    space.allocated(base, SIZE);
    assertThat(space.containerSize(base)).isEqualTo(SIZE);
    assertThat(hooks.delivers(base)).isTrue();
    space.freed(base);
    assertThat(space.containerSize(base)).as("the end is not passed over, either").isZero();
  }

  /** Marks of a quarter of a million would let all through, so there are none then. */
  @Test
  void withTooManyContainersNothingIsLeftOutForItsMark() {
    link();
    int many = 300_000;
    for (int i = 0; i < many; i++) {
      space.allocated(AT + i * (SIZE * 4 + 16), SIZE); // not of one alignment, which would have the same few marks
      if (i % 500 == 0) {
        space.makeRoom();
      }
    }
    space.makeRoom();
    assertThat(space.droppedContainers()).isZero();
    assertThat(hooks.marks == null).isTrue();
    assertThat(hooks.tags.length).as("tables that the hooks know").isGreaterThan(1);
    for (int i = 1; i <= 100_000; i++) {
      assertKnownUntilFreed(AT - i * SIZE * 16 - i / 50 * 16);
    }
  }

  /** One that found no room makes the tables grow, once. */
  @Test
  void whatFoundNoRoomMakesRoomOnce() {
    Narrowing narrowing = new Narrowing();
    narrowing.linked(hooks, null);
    Containers containers = new Containers(1, narrowing);
    int added = 0;
    while (containers.add(AT + added * SIZE, SIZE, 0)) {
      added++;
    }
    for (int i = 0; i <= added; i++) {
      containers.remove(AT + i * SIZE);
    }
    assertThat(hooks.tags.length).isEqualTo(1);
    for (int i = 0; i < 1_000; i++) {
      containers.growIfCrowded();
      assertThat(hooks.tags.length).isEqualTo(2);
    }
  }

  /** A thread allocates and frees while another one makes sieves and tables wear out: no free of a container is left out. */
  @Test
  void nothingIsLeftOutWhileSievesAndTablesAreReplaced() throws InterruptedException {
    link();
    WatchRegistry registry = space.newRegistry("sieve");
    AtomicBoolean over = new AtomicBoolean();
    AtomicLong leftOut = new AtomicLong();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 2; t++) {
      long own = AT + t * (1L << 40);
      threads.add(new Thread(() -> {
        for (long i = 0; !over.get(); i++) {
          long base = own + (i * 7919 % 30_000) * SIZE * 2;
          space.allocated(base, SIZE);
          leftOut.addAndGet(hooks.delivers(base) || space.containerSize(base) == 0 ? 0 : 1);
          space.freed(base);
          leftOut.addAndGet(space.containerSize(base) == 0 ? 0 : 1);
        }
      }));
    }
    threads.forEach(Thread::start);
    for (int i = 0; i < 60_000; i++) {
      space.allocated(AT - (i + 1) * SIZE * 2, SIZE);
      registry.unwatch(registry.watch(AT - (i + 1) * SIZE * 2, SIZE, i));
    }
    over.set(true);
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(leftOut).hasValue(0);
    assertThat(hooks.marks == null || hooks.marks.length > 1 << 16).as("it was replaced").isTrue();
  }
}
