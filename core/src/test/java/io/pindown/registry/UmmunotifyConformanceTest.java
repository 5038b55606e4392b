package io.pindown.registry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What the test program of ummunotify (2009) does and requires, step by step, in its order. */
class UmmunotifyConformanceTest {
  private static final long PAGE = 4096;
  private static final long PAGES = 0x7f10_0000_0000L;
  private static final long COOKIE = 123;

  @Test
  void doesWhatTheTestProgramOf2010Did() {
    AddressSpace space = AddressSpace.detached();
    WatchRegistry registry = space.newRegistry("umn-test");
    assertThat(registry.isClosed()).as("step 1: a registry can be opened").isFalse();
    assertThat(space.coverage()).as("step 2: the mask of what is seen can be read").isEqualTo(Coverage.COMPLETE);
    assertThat(space.hooked()).as("step 2: events do come in").isTrue();
    long before = registry.generation();
    assertThat(registry.generation()).as("step 3: reading the counter moves nothing").isEqualTo(before);
    assertThat(before).as("step 4: the counter is exactly 0").isZero();

    space.mapped(PAGES, 3 * PAGE);
    assertThat(space.containerSize(PAGES)).as("step 5: one mapping of three pages").isEqualTo(3 * PAGE);
    Watch watch = registry.watch(PAGES, 3 * PAGE, COOKIE);
    assertThat(watch.isClean()).as("step 6: the watch is armed").isTrue();
    assertThat(registry.generation()).as("step 6: watching does not move the counter").isZero();

    space.unmapped(PAGES + PAGE, PAGE);
    assertThat(watch.isClean()).as("step 7: the middle page is gone").isFalse();
    assertThat(registry.generation()).as("step 8: the counter is exactly 1, at once, before any drain").isEqualTo(1);

    long[] room = new long[1];
    assertThat(registry.drain(room)).as("step 9: room for one gives one").isEqualTo(1);
    assertThat(room[0]).as("step 11: with the cookie of the watch").isEqualTo(COOKIE);
    assertThat(watch.address()).as("steps 12, 13: without hints the whole watch is the answer, begin").isEqualTo(PAGES);
    assertThat(watch.length()).as("steps 12, 13: and length").isEqualTo(3 * PAGE);
    assertThat(watch.hits()).as("step 10: one event").isEqualTo(1);
    room[0] = -1;
    assertThat(registry.drain(room)).as("step 10: not reported a second time").isZero();
    assertThat(room[0]).as("step 15: and nothing else comes").isEqualTo(-1);
    assertThat(registry.drainedGeneration()).as("step 14: empty, up to a proven generation").isEqualTo(registry.generation());

    assertThat(registry.unwatch(watch)).as("step 16: the watch can be taken out").isTrue();
    space.unmapped(PAGES, PAGE);
    assertThat(space.containerSize(PAGES)).as("step 17: the first page is gone, too").isZero();
    assertThat(registry.generation()).as("step 18: which is nobody's, so the counter is still exactly 1").isEqualTo(1);
  }
}
