package io.pindown.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** Events of blocks of unknown size within one page of 2^63 - 1, and of sizes beyond all memory. */
class TopOfAddressSpaceTest {
  private static final long BASE = Long.MAX_VALUE - 1000;

  private final AddressSpace space = AddressSpace.detached();
  private final WatchRegistry registry = space.newRegistry("top");

  @Test
  void theFreeOfAnUnknownBlockHitsWhatIsAboveIt() {
    Watch watch = registry.watch(BASE + 100, 1, 1);
    space.freed(BASE);
    assertThat(watch.isClean()).as("within %d bytes of the base", AddressSpace.TRACKED).isFalse();
  }

  @Test
  void theReallocationOfAnUnknownBlockHitsWhatIsAboveItAndIsAChange() {
    Watch watch = registry.watch(BASE + 100, 1, 1);
    space.reallocationBegin(BASE, 100);
    assertThat(watch.isClean()).isFalse();
    assertThat(space.isChanging(BASE + 100, BASE + 101)).isTrue();
    space.reallocationEnd(BASE, BASE);
    assertThat(space.isChanging(BASE + 100, BASE + 101)).isFalse();
  }

  /** Nothing of that size can be; each time such a one "finds no room" the tables become four times as large, up to gigabytes. */
  @Test
  void whatIsTooLargeToBeRecordedDoesNotMakeTheTablesLarger() {
    long base = 1L << 40;
    registry.watch(base, 4096, 1);
    space.reallocationBegin(base, 1L << 57);
    space.reallocationEnd(base, base);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    registry.watch(base, 4096, 2);
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).as("bytes that the next watch allocates").isLessThan(100_000);
  }
}
