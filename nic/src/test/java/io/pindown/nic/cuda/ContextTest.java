package io.pindown.nic.cuda;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Objects of a context: made, used, closed in any order; on the stand-in for the driver. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ContextTest {
  private static final int PAGE = 4096;

  private final StandIn standIn = StandIn.load();
  private final long violations = standIn.violations();
  private CudaContext context;

  @BeforeEach
  void open() {
    context = standIn.driver().device(0).retainPrimaryContext();
  }

  @AfterEach
  void nothingIsLeft() {
    standIn.hold(false);
    context.close();
    assertThat(standIn.objects()).isZero();
    assertThat(standIn.registered()).isZero();
    assertThat(standIn.depth()).as("contexts on this thread's stack").isZero();
    assertThat(standIn.violations()).isEqualTo(violations);
  }

  @Test
  void aDriverThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> CudaDriver.load("libno-such-cuda.so.1"))
        .isInstanceOf(CudaUnavailableException.class)
        .hasMessageContaining("libno-such-cuda.so.1").hasMessageContaining("NVIDIA's driver");
    String obstacle = CudaDriver.obstacle();
    assertThat(obstacle == null || obstacle.contains(CudaDriver.FILE) || obstacle.contains("cuInit") || obstacle.contains("no device")).as(obstacle).isTrue();
  }

  @Test
  void aLibraryThatIsNotTheDriverIsNamed() {
    assertThatThrownBy(() -> CudaDriver.load("libc.so.6")).isInstanceOf(CudaUnavailableException.class).hasMessageContaining("cuInit is not in libc.so.6");
  }

  @Test
  void devicesAreDescribed() {
    assertThat(standIn.driver().devices()).hasSize(2);
    assertThat(standIn.driver().version()).isEqualTo(12060);
    assertThat(standIn.driver()).hasToString(standIn.driver().toString()).asString().contains("CUDA 12.6");
    CudaDevice second = standIn.driver().device(1);
    assertThat(second.pciBusId()).isEqualTo("0000:00:01.0");
    assertThat(second.totalMemory()).isPositive();
    assertThat(second.registersHostMemory()).isTrue();
    assertThat(second.usesHostPageTables()).isFalse();
    assertThatThrownBy(() -> standIn.driver().device(2)).isInstanceOf(CudaUnavailableException.class).hasMessageContaining("no CUDA device 2; there are 2");
  }

  @Test
  void bytesGoThereAndBack() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment host = arena.allocate(3 * PAGE, PAGE).fill((byte) 'A');
      DeviceMemory memory = context.allocate(2 * PAGE);
      Stream stream = context.createStream();
      HostRegistration registration = context.register(host.address(), host.byteSize(), 0);
      long pageable = standIn.pageable();
      stream.copyToDevice(host.address() + 100, PAGE, memory, 50);
      stream.synchronize();
      host.fill((byte) 'B');
      stream.copyFromDevice(memory, 50, host.address() + 200, PAGE);
      stream.synchronize();
      assertThat(standIn.pageable()).as("copies that were not asynchronous").isEqualTo(pageable);
      assertThat(host.get(JAVA_BYTE, 199)).isEqualTo((byte) 'B');
      assertThat(host.get(JAVA_BYTE, 200)).isEqualTo((byte) 'A');
      assertThat(host.get(JAVA_BYTE, 200 + PAGE - 1)).isEqualTo((byte) 'A');
      assertThat(host.get(JAVA_BYTE, 200 + PAGE)).isEqualTo((byte) 'B');
      assertThat(registration.devicePointer()).isEqualTo(host.address());
      assertThatThrownBy(() -> stream.copyToDevice(host.address(), PAGE, memory, PAGE + 1)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> stream.copyFromDevice(memory, -1, host.address(), 1)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> stream.copyFromDevice(memory, 0, host.address(), -1)).isInstanceOf(IndexOutOfBoundsException.class);
      context.close(); // before the arena
    }
  }

  @Test
  void failuresHaveTheirNames() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment host = arena.allocate(2 * PAGE, PAGE);
      HostRegistration first = context.register(host.address(), PAGE, 0);
      CudaException e = catchThrowableOfType(CudaException.class, () -> context.register(host.address() + 10, 10, 0));
      assertThat(e.resultName()).isEqualTo("CUDA_ERROR_HOST_MEMORY_ALREADY_REGISTERED");
      assertThat(e.result()).isEqualTo(712);
      assertThat(e.call()).isEqualTo("cuMemHostRegister_v2");
      assertThat(e.reason()).isEqualTo(CudaException.Reason.REGISTERED);
      assertThat(e).hasMessageContaining("cuMemHostRegister_v2: CUDA_ERROR_HOST_MEMORY_ALREADY_REGISTERED (712)");
      assertThat(standIn.driver().failure("cuX", 4711, "what")).hasMessage("cuX: an unknown CUresult (4711); what");
      assertThatThrownBy(() -> context.register(host.address(), 0, 0)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> context.register(host.address(), 1, 4)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("flags is 4");
      assertThatThrownBy(() -> context.allocate(0)).isInstanceOf(IllegalArgumentException.class);
      first.close();
      first.close();
      assertThat(standIn.registered()).isZero();
    }
  }

  @Test
  void anyOrderOfClosingIsRight() {
    for (int seed = 0; seed < 50; seed++) {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment host = arena.allocate(PAGE, PAGE);
        CudaContext own = standIn.driver().device(seed & 1).retainPrimaryContext();
        Stream stream = own.createStream();
        DeviceMemory memory = own.allocate(PAGE);
        Event event = own.createEvent();
        HostRegistration registration = own.register(host.address(), PAGE, 0);
        stream.copyToDevice(host.address(), PAGE, memory, 0);
        stream.record(event);
        event.synchronize(); // before the registration goes
        List<AutoCloseable> all = new ArrayList<>(List.of(own, stream, memory, event, registration, stream, own));
        Collections.shuffle(all, new Random(seed));
        all.forEach(each -> {
          try {
            each.close();
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        });
        assertThat(stream.isOpen() || memory.isOpen() || event.isOpen() || registration.isOpen() || own.isOpen()).isFalse();
        assertThatThrownBy(own::createStream).isInstanceOf(IllegalStateException.class).hasMessageContaining("closed");
        assertThatThrownBy(() -> stream.record(event)).isInstanceOf(IllegalStateException.class).hasMessageContaining("closed");
        assertThatThrownBy(memory.context()::synchronize).isInstanceOf(IllegalStateException.class);
      }
    }
    assertThat(standIn.objects()).isZero();
  }

  /** The context of a library that uses CUDA in this thread, too, is current again after each call, also one that fails. */
  @Test
  void theThreadsOwnContextStays() {
    CudaContext others = standIn.driver().device(1).retainPrimaryContext();
    others.run(() -> {
      assertThat(standIn.depth()).isEqualTo(1);
      Stream stream = context.createStream();
      stream.synchronize();
      catchThrowableOfType(CudaException.class, () -> context.register(PAGE, PAGE, 0));
      assertThatThrownBy(() -> context.run(() -> {
        throw new IllegalStateException("in the middle of a call");
      })).isInstanceOf(IllegalStateException.class);
      stream.close();
      assertThat(standIn.depth()).isEqualTo(1);
      return 0;
    });
    others.close();
  }

  @Test
  void aCloseWaitsForWorkAndForWhoeverIsInside() throws Exception {
    try (Arena arena = Arena.ofShared()) {
      MemorySegment host = arena.allocate(PAGE, PAGE).fill((byte) 'W');
      Stream stream = context.createStream();
      DeviceMemory memory = context.allocate(PAGE);
      Event event = context.createEvent();
      context.register(host.address(), PAGE, 0);
      standIn.hold(true);
      stream.copyToDevice(host.address(), PAGE, memory, 0);
      stream.record(event);
      assertThat(event.isComplete()).isFalse();
      assertThat(stream.isComplete()).isFalse();
      CountDownLatch closed = new CountDownLatch(1);
      Thread closer = Thread.ofPlatform().start(() -> {
        context.close();
        closed.countDown();
      });
      assertThat(closed.await(50, TimeUnit.MILLISECONDS)).as("closed although a copy is under way").isFalse();
      standIn.hold(false);
      closer.join();
    }
  }

  @Test
  void aStreamIsClosedWhenItsWorkIsDone() throws Exception {
    try (Arena arena = Arena.ofShared()) {
      MemorySegment host = arena.allocate(PAGE, PAGE).fill((byte) 'W');
      Stream stream = context.createStream();
      DeviceMemory memory = context.allocate(PAGE);
      context.register(host.address(), PAGE, 0);
      standIn.hold(true);
      stream.copyToDevice(host.address(), PAGE, memory, 0);
      CountDownLatch closed = new CountDownLatch(1);
      Thread closer = Thread.ofPlatform().start(() -> {
        stream.close();
        closed.countDown();
      });
      assertThat(closed.await(50, TimeUnit.MILLISECONDS)).as("closed although its copy is under way").isFalse();
      standIn.hold(false);
      closer.join();
      context.close(); // before the arena
    }
  }

  /** The stand-in counts what is freed under a copy as a violation. */
  @Test
  void deviceMemoryIsFreedWhenNothingCopiesThere() throws Exception {
    try (Arena arena = Arena.ofShared()) {
      MemorySegment host = arena.allocate(PAGE, PAGE).fill((byte) 'W');
      Stream stream = context.createStream();
      DeviceMemory memory = context.allocate(PAGE);
      DeviceMemory other = context.allocate(PAGE);
      context.register(host.address(), PAGE, 0);
      standIn.hold(true);
      stream.copyToDevice(host.address(), PAGE, memory, 0);
      CountDownLatch closed = new CountDownLatch(1);
      Thread closer = Thread.ofPlatform().start(() -> {
        memory.close();
        closed.countDown();
      });
      assertThat(closed.await(50, TimeUnit.MILLISECONDS)).as("freed although a copy goes there").isFalse();
      assertThat(other.isOpen()).isTrue();
      standIn.hold(false);
      closer.join();
      assertThat(standIn.violations()).isEqualTo(violations);
      context.close(); // before the arena
    }
  }

  @Test
  void aStreamWaitsForAnotherOnesEvent() {
    Stream first = context.createStream();
    Stream second = context.createStream();
    Event event = context.createEvent();
    assertThat(event.isComplete()).as("never recorded").isTrue();
    standIn.hold(true);
    first.record(event);
    second.waitFor(event);
    assertThat(second.isComplete()).isFalse();
    standIn.hold(false);
    second.synchronize();
    assertThat(event.isComplete()).isTrue();
  }

  /** What this all is for: a registration is of pages, not of addresses. Without a cache that watches, the bytes are the old ones. */
  @Test
  void aRegistrationIsOfThePagesThatWereThere() {
    try (Remapped memory = new Remapped(); Arena arena = Arena.ofConfined()) {
      DeviceMemory target = context.allocate(PAGE);
      Stream stream = context.createStream();
      memory.map('1');
      HostRegistration registration = context.register(memory.address(), PAGE, 0);
      memory.map('2');
      stream.copyToDevice(memory.address(), PAGE, target, 0);
      MemorySegment read = arena.allocate(PAGE);
      stream.copyFromDevice(target, 0, read.address(), PAGE);
      stream.synchronize();
      assertThat((char) read.get(JAVA_BYTE, 0)).as("stale").isEqualTo('1');
      registration.close();
      context.register(memory.address(), PAGE, 0);
      stream.copyToDevice(memory.address(), PAGE, target, 0);
      stream.copyFromDevice(target, 0, read.address(), PAGE);
      stream.synchronize();
      assertThat((char) read.get(JAVA_BYTE, 0)).as("registered anew").isEqualTo('2');
      context.close();
    }
  }
}
