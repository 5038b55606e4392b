package io.pindown.nic.uring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pindown.nic.ffi.Errno;
import io.pindown.nic.ffi.NativeException;
import io.pindown.nic.uring.RegionException.Reason;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@RequiresIoUring
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RegionTest {
  private static final int SLOTS = 8;

  @TempDir Path directory;

  private Ring ring;
  private Pages pages;

  @BeforeEach
  void open() {
    ring = Ring.open(RingOptions.defaults().withRegions(SLOTS));
    pages = Pages.map(16 * Pages.PAGE);
  }

  @AfterEach
  void close() {
    ring.close();
    pages.close();
  }

  @Test
  void aRegionTellsWhatWasRegistered() {
    Region region = ring.register(pages.segment());
    assertThat(region.address()).isEqualTo(pages.address());
    assertThat(region.length()).isEqualTo(pages.length());
    assertThat(region.ring()).isSameAs(ring);
    assertThat(region.index()).isBetween(0, SLOTS - 1);
    assertThat(region.isOpen()).isTrue();
    assertThat(region.isView()).isFalse();
    assertThat(ring.regionCount()).isEqualTo(1);
    region.close();
    assertThat(region.isOpen()).isFalse();
    assertThat(ring.regionCount()).isZero();
  }

  @Test
  void aSlotIsUsedAgainAfterClose() {
    Set<Integer> indexes = new HashSet<>();
    for (int i = 0; i < 10 * SLOTS; i++) {
      try (Region region = ring.register(pages.segment())) {
        indexes.add(region.index());
      }
    }
    assertThat(indexes).hasSize(1);
    assertThat(ring.regionCount()).isZero();
  }

  @Test
  void aFullTableIsSaidAndOneCloseHelps() {
    List<Region> regions = new ArrayList<>();
    for (int i = 0; i < SLOTS; i++) {
      regions.add(ring.register(pages.address() + i * Pages.PAGE, Pages.PAGE));
    }
    assertThat(regions).extracting(Region::index).doesNotHaveDuplicates();
    RegionException full = catchThrowableOfType(RegionException.class, () -> ring.register(pages.segment()));
    assertThat(full.reason()).isEqualTo(Reason.TABLE_FULL);
    assertThat(full).hasMessageContaining("8 slots").hasMessageContaining("16384");
    int freed = regions.get(3).index();
    regions.get(3).close();
    assertThat(ring.register(pages.segment()).index()).isEqualTo(freed);
  }

  @Test
  void closingTwiceFreesOneSlotOnce() {
    Region first = ring.register(pages.segment());
    first.close();
    Region second = ring.register(pages.segment());
    assertThat(second.index()).isEqualTo(first.index());
    first.close();
    first.unpin();
    assertThat(ring.regionCount()).isEqualTo(1);
    try (NativeFile file = NativeFile.inMemory("pindown-test")) {
      ring.writeFixed(file.fd(), 0, second, second.address(), Pages.PAGE);
      assertThat(file.size()).isEqualTo(Pages.PAGE);
    }
  }

  @Test
  void unmappedMemoryIsABadAddressAndLeavesTheSlotFree() {
    Pages gone = Pages.map(Pages.PAGE);
    gone.unmap();
    RegionException bad = catchThrowableOfType(RegionException.class, () -> ring.register(gone.address(), gone.length()));
    assertThat(bad.reason()).isEqualTo(Reason.BAD_ADDRESS);
    assertThat(bad).hasMessageContaining("EFAULT").hasMessageContaining(Long.toHexString(gone.address()));
    assertThat(bad.getCause()).isInstanceOf(NativeException.class);
    assertThat(ring.regionCount()).isZero();
  }

  @Test
  void aReadOnlyMappingIsABadAddress() throws IOException {
    Path file = Files.write(directory.resolve("f"), new byte[(int) Pages.PAGE]);
    try (FileChannel channel = FileChannel.open(file); Arena arena = Arena.ofConfined()) {
      MemorySegment mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, Pages.PAGE, arena);
      RegionException bad = catchThrowableOfType(RegionException.class, () -> ring.register(mapped));
      assertThat(bad.reason()).isEqualTo(Reason.BAD_ADDRESS);
      assertThat(bad).hasMessageContaining("read-only");
    }
  }

  @Test
  void aSharedMappingOfAFileOnExt4IsABadAddressAndAPrivateOneIsNot() throws IOException {
    String type = Files.getFileStore(directory).type();
    if (!type.equals("ext4")) {
      System.out.println("SKIPPED shared mapping on ext4: the temporary directory is on " + type);
    }
    Assumptions.assumeTrue(type.equals("ext4"), "the temporary directory is on " + type);
    Path file = Files.write(directory.resolve("f"), new byte[(int) Pages.PAGE]);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE); Arena arena = Arena.ofConfined()) {
      MemorySegment shared = channel.map(FileChannel.MapMode.READ_WRITE, 0, Pages.PAGE, arena);
      RegionException bad = catchThrowableOfType(RegionException.class, () -> ring.register(shared));
      assertThat(bad.reason()).isEqualTo(Reason.BAD_ADDRESS);
      assertThat(bad).hasMessageContaining("shared mapping of a file on a disk");
      ring.register(channel.map(FileChannel.MapMode.PRIVATE, 0, Pages.PAGE, arena)).close();
    }
  }

  @Test
  void argumentsAreChecked() {
    assertThatThrownBy(() -> ring.register(pages.address(), 0)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("length is 0");
    assertThatThrownBy(() -> ring.register(pages.address(), -1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ring.register(pages.address(), Ring.MAX_REGION_LENGTH + 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1073741825")
        .hasMessageContaining("1073741824");
    assertThatThrownBy(() -> ring.register(Long.MAX_VALUE - 10, 100)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ring.register(0, 100)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ring.register(MemorySegment.ofBuffer(ByteBuffer.allocate(100)))).isInstanceOf(IllegalArgumentException.class);
    Arena arena = Arena.ofConfined();
    MemorySegment dead = arena.allocate(100);
    arena.close();
    assertThatThrownBy(() -> ring.register(dead)).isInstanceOf(IllegalStateException.class);
    assertThat(ring.regionCount()).isZero();
  }

  @Test
  void aViewSharesTheSlotAndClosingItDeregistersNothing() {
    Region region = ring.register(pages.segment());
    Region view = region.view(pages.address() + 5, 100);
    assertThat(view.index()).isEqualTo(region.index());
    assertThat(view.address()).isEqualTo(pages.address() + 5);
    assertThat(view.length()).isEqualTo(100);
    assertThat(view.isView()).isTrue();
    assertThat(view.view(pages.address() + 10, 5).isOpen()).isTrue();
    assertThatThrownBy(() -> view.view(pages.address(), 5)).isInstanceOf(IndexOutOfBoundsException.class);
    view.close();
    assertThat(view.isOpen()).isFalse();
    assertThat(region.isOpen()).isTrue();
    assertThat(ring.regionCount()).isEqualTo(1);
    Region other = region.view(pages.address(), 10);
    region.close();
    assertThat(other.isOpen()).isFalse();
  }

  @Test
  void aPartMustBeInside() {
    Region region = ring.register(pages.address() + Pages.PAGE, Pages.PAGE);
    long start = region.address();
    assertThat(region.view(start, Pages.PAGE).length()).isEqualTo(Pages.PAGE);
    long[][] outside = {
      {start - 1, 10}, {start, Pages.PAGE + 1}, {start + Pages.PAGE, 1}, {start, 0}, {start, -1}, {start + 1, Long.MAX_VALUE},
      {Long.MIN_VALUE, 1}, {Long.MAX_VALUE, 1}, {start - 1, Long.MIN_VALUE}
    };
    for (long[] range : outside) {
      assertThatThrownBy(() -> region.view(range[0], range[1])).isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void closingAfterTheRingIsFine() {
    Region region = ring.register(pages.segment());
    ring.close();
    assertThat(region.isOpen()).isFalse();
    region.close();
    RegionException closed = catchThrowableOfType(RegionException.class, () -> ring.register(pages.segment()));
    assertThat(closed.reason()).isEqualTo(Reason.CLOSED);
  }

  @Test
  void failuresSayWhatToChange() {
    KernelSettings settings = new KernelSettings("6.18", "0", "-1", "0", "8388608", "1024");
    RegionException memlock = RegionFailures.notRegistered(Errno.ENOMEM, 0x1000, 8192, settings);
    assertThat(memlock.reason()).isEqualTo(Reason.MEMLOCK);
    assertThat(memlock).hasMessageContaining("RLIMIT_MEMLOCK is 8388608").hasMessageContaining("8192 bytes at 0x1000");
    assertThat(RegionFailures.notRegistered(Errno.EFAULT, 0x1000, 1).reason()).isEqualTo(Reason.BAD_ADDRESS);
    assertThat(RegionFailures.notRegistered(Errno.EINVAL, 0x1000, 1).reason()).isEqualTo(Reason.OTHER);
    assertThat(RegionFailures.notDeregistered(Errno.EINVAL, 3)).hasMessageContaining("slot 3").hasMessageContaining("EINVAL");
  }
}
