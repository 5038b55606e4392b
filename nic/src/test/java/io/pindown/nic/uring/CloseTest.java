package io.pindown.nic.uring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pindown.nic.uring.RegionException.Reason;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@RequiresIoUring
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CloseTest {
  private static final long PROMPT = TimeUnit.SECONDS.toNanos(4);
  private static final long GIVING_UP = TimeUnit.SECONDS.toNanos(9);

  private final Arena arena = Arena.ofShared();

  @AfterEach
  void close() {
    arena.close();
  }

  @Test
  void closingTwiceIsFineAndUseAfterwardsIsRefused() {
    Ring ring = Ring.open();
    assertThat(ring.isOpen()).isTrue();
    ring.close();
    ring.close();
    assertThat(ring.isOpen()).isFalse();
    assertThatThrownBy(ring::submit).isInstanceOf(IllegalStateException.class).hasMessage("the ring is closed");
    assertThatThrownBy(() -> ring.poll((data, result, flags) -> {})).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> ring.await(1, (data, result, flags) -> {})).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> ring.receive(0, arena.allocate(1))).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> ring.queueSend(0, arena.allocate(1), 1)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(ring::outstanding).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void nothingIsLeftOfAClosedRing() throws IOException {
    long descriptors = openDescriptors();
    List<String> others = ringMappings(); // other tests' devices pin by a ring of their own
    for (int i = 0; i < 50; i++) {
      try (Ring ring = Ring.open()) {
        ring.register(arena.allocate(4096));
      }
    }
    assertThat(openDescriptors()).isLessThan(descriptors + 40);
    assertThat(ringMappings()).isEqualTo(others);
  }

  private static List<String> ringMappings() throws IOException {
    try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
      return maps.filter(line -> line.contains("io_uring")).toList();
    }
  }

  private static long openDescriptors() throws IOException {
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return descriptors.count();
    }
  }

  @Test
  void whatWaitsForAPeerIsCancelled() {
    try (Connection connection = Connection.open()) {
      Ring ring = Ring.open();
      for (int i = 0; i < 20; i++) {
        ring.queueReceive(connection.receiver().fd(), arena.allocate(10), i);
      }
      ring.submit();
      ring.queueReceive(connection.receiver().fd(), arena.allocate(10), 99);
      closePromptly(ring);
      // No receive is left behind that would eat these bytes.
      connection.sender().send(arena.allocateFrom("hi"));
      MemorySegment received = arena.allocate(3);
      assertThat(connection.receiver().receiveFully(received)).isEqualTo(3);
      assertThat(received.getString(0)).isEqualTo("hi");
    }
  }

  @Test
  void aZeroCopySendThatIsStuckIsCancelled() {
    MemorySegment memory = arena.allocate(16 << 20, Pages.PAGE);
    try (Connection connection = Connection.open(64 << 10)) {
      Ring ring = Ring.open();
      Region region = ring.register(memory);
      ring.queueSendZeroCopy(connection.sender().fd(), region, memory.address(), memory.byteSize(), 1);
      ring.submit();
      assertThat(ring.outstanding()).isEqualTo(1);
      region.close();
      // the part that the socket has taken cannot be cancelled, nor is it notified before the peer reads: close gives up on it in time
      long start = System.nanoTime();
      ring.close();
      assertThat(System.nanoTime() - start).isLessThan(GIVING_UP);
    }
  }

  @Test
  void aRegionMayBeClosedWhileASubmittedSendStillUsesIt() {
    int size = 16 << 20;
    MemorySegment memory = Bytes.random(arena, size, 8);
    MemorySegment other = arena.allocate(size, Pages.PAGE);
    MemorySegment received = arena.allocate(size);
    try (Connection connection = Connection.open(64 << 10); Ring ring = Ring.open()) {
      Region region = ring.register(memory);
      ring.queueSendZeroCopy(connection.sender().fd(), region, memory.address(), size, 1);
      ring.submit();
      region.close();
      assertThat(ring.register(other).index()).as("the slot holds other memory now").isEqualTo(region.index());
      CompletableFuture<Long> receiver = Background.of(() -> connection.receiver().receiveFully(received));
      assertThat(ring.await(2, (data, result, flags) -> {})).isEqualTo(2);
      assertThat(receiver.join()).isEqualTo(size);
    }
    assertThat(memory.mismatch(received)).isEqualTo(-1);
  }

  @Test
  void aThreadThatWaitsIsToldAndLeaves() throws Exception {
    try (Connection connection = Connection.open()) {
      for (boolean blocking : new boolean[] {true, false}) {
        Ring ring = Ring.open();
        MemorySegment one = arena.allocate(1);
        CountDownLatch about = new CountDownLatch(1);
        CompletableFuture<Integer> waiter =
            Background.of(
                () -> {
                  about.countDown();
                  if (blocking) {
                    return ring.receive(connection.receiver().fd(), one);
                  }
                  ring.queueReceive(connection.receiver().fd(), one, 1);
                  return ring.await(1, (data, result, flags) -> {});
                });
        about.await();
        closePromptly(ring);
        assertThatThrownBy(waiter::get).hasCauseInstanceOf(IllegalStateException.class).hasMessageContaining("the ring is closed");
      }
    }
  }

  @Test
  void aHandlerMayCloseTheRing() {
    MemorySegment memory = arena.allocate(100);
    try (NativeFile file = NativeFile.inMemory("pindown-test")) {
      Ring ring = Ring.open();
      Region region = ring.register(memory);
      for (int i = 0; i < 5; i++) {
        ring.queueWriteFixed(file.fd(), 0, region, memory.address(), 1, i);
      }
      List<Long> seen = new ArrayList<>();
      assertThatThrownBy(
              () ->
                  ring.await(
                      5,
                      (data, result, flags) -> {
                        seen.add(data);
                        ring.close();
                      }))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("the ring is closed");
      assertThat(seen).hasSize(1);
      assertThat(ring.isOpen()).isFalse();
    }
  }

  @Test
  void threadsThatRegisterMeanwhileAreToldAndNothingCrashes() throws Exception {
    MemorySegment memory = arena.allocate(1 << 16, Pages.PAGE);
    for (int round = 0; round < 30; round++) {
      Ring ring = Ring.open(RingOptions.defaults().withRegions(64));
      CountDownLatch running = new CountDownLatch(3);
      List<CompletableFuture<Reason>> threads = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        threads.add(Background.of(() -> registerUntilRefused(ring, memory, running)));
      }
      running.await();
      ring.close();
      for (CompletableFuture<Reason> thread : threads) {
        assertThat(thread.get()).isEqualTo(Reason.CLOSED);
      }
    }
  }

  private static Reason registerUntilRefused(Ring ring, MemorySegment memory, CountDownLatch running) {
    try {
      while (true) {
        ring.register(memory).close();
        running.countDown();
      }
    } catch (RegionException e) {
      return e.reason();
    }
  }

  private static void closePromptly(Ring ring) {
    long start = System.nanoTime();
    ring.close();
    assertThat(System.nanoTime() - start).isLessThan(PROMPT);
  }
}
