package io.pindown.nic.uring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pindown.nic.ffi.Errno;
import io.pindown.nic.ffi.NativeException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@RequiresIoUring
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FileTransferTest {
  @TempDir Path directory;

  private final Ring ring = Ring.open();
  private final Arena arena = Arena.ofShared();

  @AfterEach
  void close() {
    ring.close();
    arena.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 4095, 65_536, (1 << 20) + 13, 16 << 20})
  void memoryGoesToAFileAndComesBack(long size) {
    MemorySegment out = Bytes.random(arena, size, size);
    MemorySegment back = arena.allocate(size);
    try (NativeFile file = NativeFile.inMemory("pindown-test"); Region source = ring.register(out); Region target = ring.register(back)) {
      ring.writeFixed(file.fd(), 77, source, out.address(), size);
      assertThat(file.size()).isEqualTo(77 + size);
      assertThat(ring.readFixed(file.fd(), 77, target, back.address(), size)).isEqualTo(size);
    }
    assertThat(out.mismatch(back)).isEqualTo(-1);
  }

  @Test
  void aFileOnDiskIsTheSame() throws IOException {
    MemorySegment out = Bytes.random(arena, 100_003, 1);
    Path path = directory.resolve("f");
    try (NativeFile file = NativeFile.open(path); Region region = ring.register(out)) {
      ring.writeFixed(file.fd(), 0, region, out.address(), out.byteSize());
    }
    assertThat(Files.readAllBytes(path)).isEqualTo(out.toArray(ValueLayout.JAVA_BYTE));
    try (NativeFile file = NativeFile.openReadOnly(path); Region region = ring.register(out)) {
      assertThatThrownBy(() -> ring.writeFixed(file.fd(), 0, region, out.address(), 1))
          .isInstanceOfSatisfying(NativeException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EBADF));
    }
  }

  @Test
  void aReadStopsAtTheEndOfTheFile() {
    MemorySegment memory = Bytes.random(arena, 8192, 2);
    try (NativeFile file = NativeFile.inMemory("pindown-test"); Region region = ring.register(memory)) {
      ring.writeFixed(file.fd(), 0, region, memory.address(), 5000);
      assertThat(ring.readFixed(file.fd(), 1000, region, memory.address(), 8192)).isEqualTo(4000);
      assertThat(ring.readFixed(file.fd(), 5000, region, memory.address(), 1)).isZero();
      file.setSize(100);
      assertThat(ring.readFixed(file.fd(), 0, region, memory.address(), 8192)).isEqualTo(100);
    }
  }

  @Test
  void onlyThePartAskedForIsWritten() {
    MemorySegment memory = Bytes.random(arena, 8192, 3);
    try (NativeFile file = NativeFile.inMemory("pindown-test"); Region region = ring.register(memory)) {
      Region view = region.view(memory.address() + 100, 200);
      ring.writeFixed(file.fd(), 0, view, view.address() + 50, 7);
      MemorySegment read = arena.allocate(100);
      assertThat(file.read(0, read)).isEqualTo(7);
      assertThat(MemorySegment.mismatch(memory, 150, 157, read, 0, 7)).isEqualTo(-1);
      assertThatThrownBy(() -> ring.writeFixed(file.fd(), 0, view, view.address() - 1, 1)).isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void closedAndForeignRegionsAndDescriptorsAreRefused() {
    MemorySegment memory = arena.allocate(100);
    Region region = ring.register(memory);
    assertThatThrownBy(() -> ring.writeFixed(-1, 0, region, memory.address(), 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ring.writeFixed(1_000_000, 0, region, memory.address(), 1))
        .isInstanceOfSatisfying(NativeException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EBADF));
    try (Ring other = Ring.open(); NativeFile file = NativeFile.inMemory("pindown-test")) {
      assertThatThrownBy(() -> other.writeFixed(file.fd(), 0, region, memory.address(), 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("another ring");
      region.close();
      assertThatThrownBy(() -> ring.writeFixed(file.fd(), 0, region, memory.address(), 1))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("closed");
    }
  }
}
