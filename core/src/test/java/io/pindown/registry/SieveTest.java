package io.pindown.registry;

import static org.assertj.core.api.Assertions.assertThat;

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
      return now == null || now[(int) (base >>> 4 ^ base >>> 20) & now.length - 1] != 0;
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
