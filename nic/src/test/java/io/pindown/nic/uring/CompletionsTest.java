package io.pindown.nic.uring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pindown.nic.ffi.Errno;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@RequiresIoUring
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CompletionsTest {
  private record Event(long userData, int result, int flags) {}

  private final Arena arena = Arena.ofShared();

  @AfterEach
  void close() {
    arena.close();
  }

  @Test
  void manyInFlightEachCompleteOnceWithTheirUserData() {
    int operations = 1000;
    int size = 4096;
    MemorySegment memory = Bytes.random(arena, (long) operations * size, 1);
    // More operations than the submission queue has entries: queueing submits when it is full.
    RingOptions options = RingOptions.defaults().withEntries(64).withOperations(operations);
    try (Ring ring = Ring.open(options); NativeFile file = NativeFile.inMemory("pindown-test"); Region region = ring.register(memory)) {
      for (int i = 0; i < operations; i++) {
        ring.queueWriteFixed(file.fd(), (long) i * size, region, memory.address() + (long) i * size, size, ~(long) i << 32 | i);
      }
      assertThat(ring.outstanding()).isEqualTo(operations);
      assertThatThrownBy(() -> ring.queueWriteFixed(file.fd(), 0, region, memory.address(), 1, 0))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("1000 operations are outstanding");
      BitSet seen = new BitSet();
      int delivered =
          ring.await(
              operations,
              (data, result, flags) -> {
                assertThat(result).isEqualTo(size);
                assertThat((int) (data >> 32)).isEqualTo(~(int) data);
                assertThat(Completion.isLast(flags)).isTrue();
                assertThat(seen.get((int) data)).isFalse();
                seen.set((int) data);
              });
      assertThat(delivered).isEqualTo(operations);
      assertThat(seen.cardinality()).isEqualTo(operations);
      assertThat(ring.outstanding()).isZero();
      MemorySegment read = arena.allocate(memory.byteSize());
      assertThat(file.read(0, read)).isEqualTo(memory.byteSize());
      assertThat(memory.mismatch(read)).isEqualTo(-1);
    }
  }

  @Test
  void manyZeroCopySendsInFlightCompleteTwiceEach() {
    int connections = 16;
    int size = 256 << 10;
    List<Connection> open = new ArrayList<>();
    List<CompletableFuture<Long>> receivers = new ArrayList<>();
    List<MemorySegment> received = new ArrayList<>();
    MemorySegment memory = Bytes.random(arena, (long) connections * size, 2);
    try (Ring ring = Ring.open(); Region region = ring.register(memory)) {
      for (int i = 0; i < connections; i++) {
        open.add(Connection.open());
        received.add(arena.allocate(size));
        ring.queueSendZeroCopy(open.get(i).sender().fd(), region, memory.address() + (long) i * size, size, i);
      }
      assertThat(ring.submit()).isEqualTo(connections);
      for (int i = 0; i < connections; i++) {
        TcpSocket socket = open.get(i).receiver();
        MemorySegment target = received.get(i);
        receivers.add(Background.of(() -> socket.receiveFully(target)));
      }
      List<Event> events = new ArrayList<>();
      assertThat(ring.await(2 * connections, (data, result, flags) -> events.add(new Event(data, result, flags)))).isEqualTo(2 * connections);
      for (int i = 0; i < connections; i++) {
        int which = i;
        List<Event> own = events.stream().filter(event -> event.userData() == which).toList();
        assertThat(own).hasSize(2);
        assertThat(own.get(0).result()).isEqualTo(size);
        assertThat(Completion.isLast(own.get(0).flags())).isFalse();
        assertThat(Completion.isNotification(own.get(0).flags())).isFalse();
        assertThat(Completion.isLast(own.get(1).flags())).isTrue();
        assertThat(Completion.isNotification(own.get(1).flags())).isTrue();
        assertThat(receivers.get(i).join()).isEqualTo(size);
        assertThat(memory.asSlice((long) i * size, size).mismatch(received.get(i))).as("connection " + i).isEqualTo(-1);
      }
      assertThat(ring.outstanding()).isZero();
    } finally {
      open.forEach(Connection::close);
    }
  }

  @Test
  void completionsThatComeDuringABlockingCallAreKept() {
    MemorySegment memory = Bytes.random(arena, 4096, 3);
    try (Ring ring = Ring.open(); NativeFile file = NativeFile.inMemory("pindown-test"); Region region = ring.register(memory)) {
      for (int i = 0; i < 10; i++) {
        ring.queueWriteFixed(file.fd(), 0, region, memory.address(), 100 + i, i);
      }
      ring.writeFixed(file.fd(), 0, region, memory.address(), 4096);
      List<Event> events = new ArrayList<>();
      assertThat(ring.await(10, (data, result, flags) -> events.add(new Event(data, result, flags)))).isEqualTo(10);
      for (int i = 0; i < 10; i++) {
        assertThat(events).contains(new Event(i, 100 + i, 0));
      }
      assertThat(ring.poll((data, result, flags) -> {})).isZero();
      assertThat(ring.outstanding()).isZero();
    }
  }

  @Test
  void aTimeoutEndsTheWaitAndTheOperationGoesOn() {
    MemorySegment one = arena.allocate(16);
    try (Ring ring = Ring.open(); Connection connection = Connection.open()) {
      ring.queueReceive(connection.receiver().fd(), one, 9);
      long start = System.nanoTime();
      assertThat(ring.await(1, 300, TimeUnit.MILLISECONDS, (data, result, flags) -> {})).isZero();
      assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(300));
      assertThat(ring.outstanding()).isEqualTo(1);
      connection.sender().send(arena.allocateFrom("hello"));
      List<Event> events = new ArrayList<>();
      assertThat(ring.await(1, (data, result, flags) -> events.add(new Event(data, result, flags)))).isEqualTo(1);
      assertThat(events.getFirst().userData()).isEqualTo(9);
      assertThat(one.getString(0)).isEqualTo("hello");
    }
  }

  @Test
  void waitingForNothingReturns() {
    try (Ring ring = Ring.open()) {
      assertThat(ring.await(1, (data, result, flags) -> {})).isZero();
      assertThat(ring.poll((data, result, flags) -> {})).isZero();
      assertThat(ring.submit()).isZero();
    }
  }

  @Test
  void anOperationThatFailsCompletesWithItsErrno() {
    MemorySegment memory = arena.allocate(100);
    try (Ring ring = Ring.open(); Region region = ring.register(memory)) {
      ring.queueWriteFixed(1_000_000, 0, region, memory.address(), 1, 4);
      ring.queueWriteFixed(1_000_001, 0, region, memory.address(), 1, 5);
      List<Event> events = new ArrayList<>();
      assertThat(ring.await(2, (data, result, flags) -> events.add(new Event(data, result, flags)))).isEqualTo(2);
      assertThat(events).extracting(Event::result).containsOnly(-Errno.EBADF);
      assertThatThrownBy(() -> Completion.check("WRITE_FIXED", events.getFirst().result())).hasMessageContaining("WRITE_FIXED: EBADF");
    }
  }

  @Test
  void aHandlerMayQueueMoreAndMayThrowWithoutLosingTheOthers() {
    MemorySegment memory = arena.allocate(100);
    try (Ring ring = Ring.open(); NativeFile file = NativeFile.inMemory("pindown-test"); Region region = ring.register(memory)) {
      ring.queueWriteFixed(file.fd(), 0, region, memory.address(), 1, 1);
      List<Long> seen = new ArrayList<>();
      CompletionHandler chain =
          (data, result, flags) -> {
            seen.add(data);
            if (data < 5) {
              ring.queueWriteFixed(file.fd(), 0, region, memory.address(), 1, data + 1);
            }
          };
      while (ring.outstanding() > 0) {
        ring.await(1, chain);
      }
      assertThat(seen).containsExactly(1L, 2L, 3L, 4L, 5L);

      for (int i = 0; i < 3; i++) {
        ring.queueWriteFixed(file.fd(), 0, region, memory.address(), 1, i);
      }
      int thrown = 0;
      while (ring.outstanding() > 0) {
        try {
          ring.await(
              3,
              (data, result, flags) -> {
                throw new IllegalArgumentException("from the handler");
              });
        } catch (IllegalArgumentException e) {
          thrown++;
        }
      }
      assertThat(thrown).isEqualTo(3);
    }
  }

  @Test
  void aSecondThreadIsRefusedWhileOneIsInside() throws Exception {
    try (Ring ring = Ring.open(); Connection connection = Connection.open()) {
      CountDownLatch inside = new CountDownLatch(1);
      CountDownLatch leave = new CountDownLatch(1);
      MemorySegment one = arena.allocate(1);
      connection.sender().send(arena.allocate(1));
      ring.queueReceive(connection.receiver().fd(), one, 1);
      CompletableFuture<Integer> first =
          Background.of(
              () ->
                  ring.await(
                      1,
                      (data, result, flags) -> {
                        inside.countDown();
                        awaitLatch(leave);
                      }));
      inside.await();
      assertThatThrownBy(ring::submit).isInstanceOf(IllegalStateException.class).hasMessageContaining("in use by thread");
      leave.countDown();
      assertThat(first.join()).isEqualTo(1);
      assertThat(ring.submit()).isZero();
    }
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
