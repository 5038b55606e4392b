package io.pindown.nic.uring;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The pin is real: an operation moves the bytes of the pages that were registered, not those that the process reads. */
@RequiresIoUring
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StaleTest {
  private static final int ATTEMPTS = 100;

  @Test
  void afterUnmapAndMapTheOldPagesAreWritten() {
    try (Ring ring = Ring.open(); NativeFile file = NativeFile.inMemory("pindown-test")) {
      for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        Pages pages = Pages.map(4 * Pages.PAGE);
        pages.fill('A');
        try (Region region = ring.register(pages.address(), pages.length())) {
          pages.unmap();
          if (!pages.mapAgain()) {
            continue;
          }
          pages.fill('B');
          assertThat(written(ring, region, file)).containsOnly('A');
          assertThat(pages.at(0)).isEqualTo((byte) 'B');
        }
        // The memory registered anew is the new memory.
        try (Region region = ring.register(pages.address(), pages.length())) {
          assertThat(written(ring, region, file)).containsOnly('B');
        }
        pages.unmap();
        return;
      }
    }
    throw new AssertionError("another thread got the address " + ATTEMPTS + " times");
  }

  @Test
  void mappedOverInOneStepItIsTheSame() {
    try (Ring ring = Ring.open(); NativeFile file = NativeFile.inMemory("pindown-test"); Pages pages = Pages.map(Pages.PAGE)) {
      pages.fill('A');
      try (Region region = ring.register(pages.segment())) {
        assertThat(written(ring, region, file)).containsOnly('A');
        pages.fill('a');
        assertThat(written(ring, region, file)).as("nothing was replaced yet").containsOnly('a');
        pages.mapOver();
        pages.fill('B');
        assertThat(written(ring, region, file)).containsOnly('a');
      }
    }
  }

  @Test
  void aReadGoesToTheOldPages() {
    try (Ring ring = Ring.open(); NativeFile file = NativeFile.inMemory("pindown-test"); Pages pages = Pages.map(Pages.PAGE)) {
      pages.fill('A');
      try (Region region = ring.register(pages.segment())) {
        ring.writeFixed(file.fd(), 0, region, region.address(), region.length());
        pages.mapOver();
        pages.fill('B');
        assertThat(ring.readFixed(file.fd(), 0, region, region.address(), region.length())).isEqualTo(Pages.PAGE);
        assertThat(pages.at(7)).isEqualTo((byte) 'B');
      }
    }
  }

  @Test
  void aZeroCopySendSendsTheOldPages() {
    try (Ring ring = Ring.open(); Connection connection = Connection.open(); Pages pages = Pages.map(Pages.PAGE); Arena arena = Arena.ofShared()) {
      pages.fill('A');
      try (Region region = ring.register(pages.segment())) {
        pages.mapOver();
        pages.fill('B');
        ring.sendZeroCopy(connection.sender().fd(), region, region.address(), region.length());
      }
      MemorySegment received = arena.allocate(Pages.PAGE);
      assertThat(connection.receiver().receiveFully(received)).isEqualTo(Pages.PAGE);
      assertThat(received.toArray(ValueLayout.JAVA_BYTE)).containsOnly('A');
    }
  }

  private static byte[] written(Ring ring, Region region, NativeFile file) {
    ring.writeFixed(file.fd(), 0, region, region.address(), region.length());
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment read = arena.allocate(region.length());
      assertThat(file.read(0, read)).isEqualTo(region.length());
      return read.toArray(ValueLayout.JAVA_BYTE);
    }
  }
}
