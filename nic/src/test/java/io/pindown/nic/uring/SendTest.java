package io.pindown.nic.uring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pindown.nic.ffi.Errno;
import io.pindown.nic.ffi.NativeException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@RequiresIoUring
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SendTest {
  private final Arena arena = Arena.ofShared();

  @AfterEach
  void close() {
    arena.close();
  }

  @ParameterizedTest
  @CsvSource({"65536, true", "1048576, true", "16777216, true", "65536, false", "1048576, false", "16777216, false", "1, true"})
  void whatIsSentWithoutCopyArrives(int size, boolean wholeSends) {
    MemorySegment memory = Bytes.random(arena, size, size);
    MemorySegment received = arena.allocate(size);
    try (Ring ring = Ring.open(RingOptions.defaults().withWholeSends(wholeSends)); Connection connection = Connection.open();
        Region region = ring.register(memory)) {
      CompletableFuture<Long> receiver = Background.of(() -> connection.receiver().receiveFully(received));
      ring.sendZeroCopy(connection.sender().fd(), region, memory.address(), size);
      assertThat(receiver.join()).isEqualTo(size);
      assertThat(ring.outstanding()).as("result and notification were both taken").isZero();
    }
    assertThat(memory.mismatch(received)).isEqualTo(-1);
  }

  @Test
  void afterItReturnsTheMemoryIsTheApplicationsAgain() {
    int size = 1 << 20;
    MemorySegment memory = arena.allocate(size, Pages.PAGE);
    MemorySegment received = arena.allocate(20L * size);
    try (Ring ring = Ring.open(); Connection connection = Connection.open(); Region region = ring.register(memory)) {
      CompletableFuture<Long> receiver = Background.of(() -> connection.receiver().receiveFully(received));
      for (int i = 0; i < 20; i++) {
        memory.fill((byte) i);
        ring.sendZeroCopy(connection.sender().fd(), region, memory.address(), size);
      }
      assertThat(receiver.join()).isEqualTo(20L * size);
    }
    for (int i = 0; i < 20; i++) {
      memory.fill((byte) i);
      assertThat(received.asSlice((long) i * size, size).mismatch(memory)).as("message " + i).isEqualTo(-1);
    }
  }

  @Test
  void aShortSendIsSeenByTheQueueFormAndGoesOnInTheBlockingForm() {
    int size = 8 << 20;
    MemorySegment memory = Bytes.random(arena, size, 5);
    MemorySegment received = arena.allocate(size);
    RingOptions options = RingOptions.defaults().withWholeSends(false);
    try (Ring ring = Ring.open(options); Connection connection = Connection.open(64 << 10); Region region = ring.register(memory)) {
      int fd = connection.sender().fd();
      List<Integer> results = new ArrayList<>();
      ring.queueSendZeroCopy(fd, region, memory.address(), size, 1);
      // Nobody receives yet: the send ends when the socket's buffers are full.
      ring.await(1, (data, result, flags) -> results.add(result));
      int sent = results.getFirst();
      assertThat(sent).isBetween(1, size - 1);
      CompletableFuture<Long> receiver = Background.of(() -> connection.receiver().receiveFully(received));
      ring.sendZeroCopy(fd, region, memory.address() + sent, size - sent);
      assertThat(receiver.join()).isEqualTo(size);
      while (ring.outstanding() > 0) {
        ring.await(1, (data, result, flags) -> assertThat(Completion.isNotification(flags)).isTrue());
      }
    }
    assertThat(memory.mismatch(received)).isEqualTo(-1);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 65_536, 5 << 20})
  void aCopyingSendAndReceiveNeedNoRegion(int size) {
    MemorySegment memory = Bytes.random(arena, size, size);
    MemorySegment received = arena.allocate(size);
    try (Ring ring = Ring.open(); Ring other = Ring.open(); Connection connection = Connection.open()) {
      CompletableFuture<Long> receiver = Background.of(() -> receiveAll(other, connection.receiver().fd(), received));
      ring.send(connection.sender().fd(), memory);
      connection.sender().shutdownOutput();
      assertThat(receiver.join()).isEqualTo(size);
    }
    assertThat(memory.mismatch(received)).isEqualTo(-1);
  }

  private static long receiveAll(Ring ring, int fd, MemorySegment memory) {
    long done = 0;
    while (done < memory.byteSize()) {
      int received = ring.receive(fd, memory.asSlice(done));
      assertThat(received).isPositive();
      done += received;
    }
    try (Arena one = Arena.ofConfined()) {
      assertThat(ring.receive(fd, one.allocate(1))).as("end of the stream").isZero();
    }
    return done;
  }

  @Test
  void aBrokenConnectionIsAnErrorThatSaysHowFarItGot() {
    MemorySegment memory = arena.allocate(16 << 20, Pages.PAGE);
    try (Ring ring = Ring.open(); Connection connection = Connection.open(); Region region = ring.register(memory)) {
      connection.receiver().close();
      assertThatThrownBy(
              () -> {
                while (true) {
                  ring.sendZeroCopy(connection.sender().fd(), region, memory.address(), memory.byteSize());
                }
              })
          .isInstanceOfSatisfying(NativeException.class, e -> assertThat(e.errno()).isIn(Errno.EPIPE, Errno.ECONNRESET))
          .hasMessageContaining("SEND_ZC")
          .hasMessageContaining("of 16777216 bytes were moved");
      assertThat(ring.outstanding()).isZero();
    }
  }

  @Test
  void segmentsMustBeNativeAndWritableToReceive() {
    try (Ring ring = Ring.open(); Connection connection = Connection.open()) {
      int fd = connection.sender().fd();
      assertThatThrownBy(() -> ring.send(fd, MemorySegment.ofArray(new byte[10]))).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> ring.receive(fd, arena.allocate(10).asReadOnly())).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> ring.queueSend(fd, arena.allocate(10).asSlice(0, 0), 1)).isInstanceOf(IllegalArgumentException.class);
      assertThat(ring.outstanding()).isZero();
    }
  }
}
