package io.pindown.nic.fabric;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Set;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What one end sends, writes or reads is what the other one has. */
@RequiresLibfabric
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TransferTest {
  private static final long TAG = 0x1234;

  private static void pattern(MemorySegment memory, int seed) {
    for (long i = 0; i < memory.byteSize(); i++) {
      memory.set(ValueLayout.JAVA_BYTE, i, (byte) (i * 31 + seed));
    }
  }

  @ParameterizedTest
  @CsvSource({"'tcp;ofi_rxm', 64", "'tcp;ofi_rxm', 1000000", "shm, 64", "shm, 1000000"})
  void aTaggedMessageFindsTheReceiveOfItsTag(String provider, int length) {
    try (Pair pair = new Pair(provider)) {
      MemorySegment source = pair.memory(length, 0);
      MemorySegment other = pair.memory(length, '-');
      MemorySegment target = pair.memory(length, '-');
      pattern(source, 7);
      pair.post(() -> pair.b.endpoint().receiveTagged(other.address(), length, 0, pair.toA, TAG + 1, 0, 10));
      pair.post(() -> pair.b.endpoint().receiveTagged(target.address(), length, 0, pair.toA, TAG, 0, 11));
      pair.post(() -> pair.a.endpoint().sendTagged(source.address(), length, 0, pair.toB, TAG, 12));
      pair.await(Set.of(12L), Set.of(11L));
      assertThat(target.mismatch(source)).isEqualTo(-1);
      assertThat(other.get(ValueLayout.JAVA_BYTE, 0)).isEqualTo((byte) '-');
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp;ofi_rxm", "shm"})
  void messagesArriveInOrder(String provider) {
    try (Pair pair = new Pair(provider)) {
      MemorySegment source = pair.memory(2 * 4096, 0);
      MemorySegment target = pair.memory(2 * 4096, '-');
      pattern(source, 3);
      pair.post(() -> pair.b.endpoint().receive(target.address(), 4096, 0, AddressVector.UNSPECIFIED, 20));
      pair.post(() -> pair.b.endpoint().receive(target.address() + 4096, 4096, 0, AddressVector.UNSPECIFIED, 21));
      pair.post(() -> pair.a.endpoint().send(source.address(), 4096, 0, pair.toB, 22));
      pair.post(() -> pair.a.endpoint().send(source.address() + 4096, 4096, 0, pair.toB, 23));
      pair.await(Set.of(22L, 23L), Set.of(20L, 21L));
      assertThat(target.mismatch(source)).isEqualTo(-1);
    }
  }

  @ParameterizedTest
  @CsvSource({"'tcp;ofi_rxm', 64", "'tcp;ofi_rxm', 1000000", "shm, 64", "shm, 1000000"})
  void whatIsWrittenToAPeerIsThereAndCanBeReadBack(String provider, int length) {
    try (Pair pair = new Pair(provider)) {
      MemorySegment source = pair.memory(length, 0);
      MemorySegment remote = pair.memory(length + 4096, '-');
      MemorySegment back = pair.memory(length, '-');
      pattern(source, 5);
      MemoryRegion local = pair.domain.register(source.address(), length, MemoryAccess.WRITE);
      MemoryRegion exposed =
          pair.domain.register(remote.address(), remote.byteSize(), MemoryAccess.REMOTE_READ | MemoryAccess.REMOTE_WRITE);
      MemoryRegion sink = pair.domain.register(back.address(), length, MemoryAccess.READ);
      long place = exposed.remoteAddress(remote.address() + 4096);
      pair.post(() -> pair.a.endpoint().write(source.address(), length, local.descriptor(), pair.toB, place, exposed.key(), 30));
      pair.await(Set.of(30L), Set.of());
      pair.post(() -> pair.a.endpoint().read(back.address(), length, sink.descriptor(), pair.toB, place, exposed.key(), 31));
      pair.await(Set.of(31L), Set.of());
      assertThat(remote.asSlice(4096).mismatch(source)).isEqualTo(-1);
      assertThat(remote.get(ValueLayout.JAVA_BYTE, 4095)).as("the byte before").isEqualTo((byte) '-');
      assertThat(back.mismatch(source)).isEqualTo(-1);
    }
  }
}
