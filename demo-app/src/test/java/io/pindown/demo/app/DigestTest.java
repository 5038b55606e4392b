package io.pindown.demo.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class DigestTest {
  @Test
  void isCrc32c() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment digits = arena.allocate(9);
      digits.copyFrom(MemorySegment.ofArray("123456789".getBytes(StandardCharsets.US_ASCII)));
      // The check value of CRC-32C in RFC 3720's table of test patterns.
      assertThat(Digest.of(digits)).isEqualTo(0xE3069283L);
    }
  }

  @Test
  void partsGiveTheDigestOfTheWhole() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(10_000);
      Pattern.stamp(memory, 7);
      Digest digest = new Digest();
      digest.add(memory.asSlice(0, 4097));
      digest.add(memory.asSlice(4097));
      assertThat(digest.value()).isEqualTo(Digest.of(memory));
    }
  }

  @Test
  void oneOldPageChangesIt() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(16 * Pattern.PAGE);
      Pattern.stamp(memory, 1);
      final long old = memory.get(ValueLayout.JAVA_LONG, 5 * Pattern.PAGE);
      Pattern.stamp(memory, 2);
      long digest = Digest.of(memory);
      memory.set(ValueLayout.JAVA_LONG, 5 * Pattern.PAGE, old);
      assertThat(Digest.of(memory)).isNotEqualTo(digest);
    }
  }
}
