package io.pindown.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.pindown.cache.RecordingRegistrar.Region;
import io.pindown.registrar.Access;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Addresses of buffers, against what the kernel reads there: {@code /proc/self/mem} knows no buffers. */
class BufferAddressTest extends CacheFixture {
  private static final byte[] MARK = "here and nowhere else".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

  private static byte[] kernelReads(long address, int length) throws java.io.IOException {
    ByteBuffer read = ByteBuffer.allocate(length);
    try (FileChannel memory = FileChannel.open(Path.of("/proc/self/mem"), StandardOpenOption.READ)) {
      memory.read(read, address);
    }
    return read.array();
  }

  private static ByteBuffer marked(ByteBuffer buffer, int at) {
    buffer.put(at, MARK);
    return buffer;
  }

  @Test
  void slicesDuplicatesReadOnlyOnesAndMappings(@TempDir Path folder) throws java.io.IOException {
    ByteBuffer direct = marked(ByteBuffer.allocateDirect(10_000), 1000);
    List<ByteBuffer> views =
        List.of(
            direct.duplicate().position(1000),
            direct.slice(1000, 100),
            direct.slice(500, 5000).position(500),
            direct.asReadOnlyBuffer().position(1000).limit(2000),
            direct.slice(900, 1000).slice(100, 200).asReadOnlyBuffer());
    for (ByteBuffer view : views) {
      assertThat(kernelReads(BufferAddress.of(view), MARK.length)).as("%s", view).isEqualTo(MARK);
    }
    Path file = folder.resolve("file");
    Files.write(file, new byte[20_000]);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      MappedByteBuffer mapped = channel.map(FileChannel.MapMode.READ_WRITE, 5000, 10_000);
      marked(mapped, 100);
      assertThat(kernelReads(BufferAddress.of(mapped.duplicate().position(100)), MARK.length)).isEqualTo(MARK);
    }
  }

  @Test
  void theCacheRegistersFromPositionToLimit() {
    ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);
    long base = BufferAddress.of(buffer);
    space.declare(base, buffer.capacity());
    with(CacheOptions.defaults("buffers").withWidenLimit(0));
    buffer.position(100_000).limit(100_001);
    try (Lease<Region> lease = cache.acquire(buffer, Access.LOCAL_READ)) {
      assertThat(lease.address()).isEqualTo(base + 100_000 & -PAGE);
      assertThat(lease.length()).isEqualTo(PAGE);
      assertThat(lease.isCached()).isTrue();
    }
    space.undeclare(base);
  }

  @Test
  void heapBuffersAndEmptyOnesAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> cache.acquire(ByteBuffer.allocate(10), Access.LOCAL_READ))
        .withMessageContaining("on the heap");
    assertThatIllegalArgumentException().isThrownBy(() -> cache.acquire(ByteBuffer.allocateDirect(10).position(10), Access.LOCAL_READ));
    assertThat(registrar.all()).isEmpty();
  }
}
