package io.pindown.nic.registrar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pindown.cache.CacheOptions;
import io.pindown.cache.Lease;
import io.pindown.cache.RegistrationCache;
import io.pindown.nic.cuda.CudaContext;
import io.pindown.nic.cuda.CudaException;
import io.pindown.nic.cuda.DeviceMemory;
import io.pindown.nic.cuda.Remapped;
import io.pindown.nic.cuda.StandIn;
import io.pindown.nic.cuda.Stream;
import io.pindown.registrar.Access;
import io.pindown.registry.AddressSpace;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Copies that are under way while a test looks: the stand-in's streams are held. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CudaCopiesTest {
  private static final int PAGE = 4096;
  private static final int SIZE = 64 * PAGE;
  private static final int CUDA_ERROR_ECC_UNCORRECTABLE = 214;
  private static final int CUDA_ERROR_OUT_OF_MEMORY = 2;

  private final StandIn standIn = StandIn.load();
  private final long violations = standIn.violations();
  private final AddressSpace space = AddressSpace.detached();
  private final Remapped memory = new Remapped(64);
  private CudaContext context;
  private RegistrationCache<PinnedRange> cache;
  private CudaCopies copies;
  private Stream stream;
  private DeviceMemory device;

  @BeforeEach
  void open() {
    context = standIn.driver().device(0).retainPrimaryContext();
    cache = RegistrationCache.of(new CudaRegistrar(context, space), CacheOptions.defaults("copies").withMaxBytes(1L << 30), space);
    copies = new CudaCopies(cache);
    stream = context.createStream();
    device = context.allocate(SIZE);
    memory.map('a');
    space.mapped(memory.address(), SIZE);
  }

  @AfterEach
  void nothingIsLeft() {
    standIn.hold(false);
    copies.close();
    cache.close();
    assertThat(standIn.registered()).isZero();
    context.close();
    memory.close();
    assertThat(standIn.objects()).isZero();
    assertThat(standIn.violations()).isEqualTo(violations);
  }

  private static boolean threadRuns() {
    return Thread.getAllStackTraces().keySet().stream().anyMatch(thread -> thread.getName().equals(CopyCompletions.NAME));
  }

  private static void get(CompletableFuture<Void> done) throws Exception {
    done.get(20, TimeUnit.SECONDS);
  }

  @Test
  void bytesGoThereAndBack() throws Exception {
    long pageable = standIn.pageable();
    ByteBuffer back = ByteBuffer.allocateDirect(SIZE);
    get(copies.toDevice(memory.segment(), device, 0, stream));
    MemorySegment part = memory.segment().asSlice(100, 50).fill((byte) 'b');
    get(copies.toDevice(part, device, 200, stream));
    get(copies.fromDevice(device, 0, back.slice(0, SIZE), stream));
    assertThat(back.get(199)).isEqualTo((byte) 'a');
    assertThat(back.get(200)).isEqualTo((byte) 'b');
    assertThat(back.get(249)).isEqualTo((byte) 'b');
    assertThat(back.get(250)).isEqualTo((byte) 'a');
    back.position(10).limit(20);
    get(copies.toDevice(back, device, 0, stream));
    assertThat(back.remaining()).as("the position stays").isEqualTo(10);
    assertThat(standIn.pageable()).as("copies that were not asynchronous").isEqualTo(pageable);
    assertThat(cache.statistics().hits()).isPositive();
  }

  @Test
  void theLeaseLastsAsLongAsTheCopy() throws Exception {
    standIn.hold(true);
    CompletableFuture<Void> first = copies.toDevice(memory.segment(), device, 0, stream);
    CompletableFuture<Void> second = copies.fromDevice(device, 0, memory.segment(), stream);
    assertThat(copies.pending()).isEqualTo(2);
    cache.flush();
    assertThat(standIn.registered()).as("in use, so not flushed").isEqualTo(1);
    cache.invalidate(memory.address(), SIZE, () -> {});
    assertThat(standIn.registered()).as("nor invalidated").isEqualTo(1);
    assertThat(first.isDone() || second.isDone()).isFalse();
    standIn.hold(false);
    get(first);
    get(second);
    cache.flush();
    assertThat(standIn.registered()).isZero();
  }

  /** Two streams: what one still does keeps nobody else's lease. */
  @Test
  void aStreamThatIsBusyHoldsNobodyUp() throws Exception {
    Stream other = context.createStream();
    standIn.hold(true);
    CompletableFuture<Void> slow = copies.toDevice(memory.segment().asSlice(0, PAGE), device, 0, stream);
    CompletableFuture<Void> also = copies.toDevice(memory.segment().asSlice(0, PAGE), device, 0, other);
    standIn.hold(false);
    get(also);
    get(slow);
  }

  private static void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - end).as("5 s until " + what).isNegative();
      Thread.yield();
    }
  }

  @Test
  void theMemoryStaysReachable() throws Exception {
    standIn.hold(true);
    ByteBuffer buffer = ByteBuffer.allocateDirect(SIZE);
    WeakReference<ByteBuffer> reference = new WeakReference<>(buffer);
    CompletableFuture<Void> done = copies.toDevice(buffer, device, 0, stream);
    buffer = null;
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    assertThat(reference.get()).isNotNull();
    standIn.hold(false);
    get(done);
    await("the memory is kept no longer than that", () -> {
      System.gc();
      return reference.get() == null;
    });
  }

  @Test
  void theThreadBeginsWithTheFirstCopyAndEndsWithTheLast() throws Exception {
    await("another test's thread ends", () -> !threadRuns());
    get(copies.toDevice(memory.segment(), device, 0, stream));
    assertThat(threadRuns()).isTrue();
    await("it ends, a second after the last copy", () -> !threadRuns());
    get(copies.toDevice(memory.segment(), device, 0, stream));
  }

  @Test
  void aDeviceThatFailsSaysSoAndTheLeaseEnds() {
    standIn.hold(true);
    CompletableFuture<Void> done = copies.toDevice(memory.segment(), device, 0, stream);
    standIn.failNextCopy(CUDA_ERROR_ECC_UNCORRECTABLE);
    standIn.hold(false);
    assertThatThrownBy(() -> get(done)).isInstanceOf(ExecutionException.class).cause().isInstanceOf(CudaException.class).hasMessageContaining("(214)");
    // the context is broken for good, as CUDA has it: the next call says so, and closing says it, too
    CudaException e = catchThrowableOfType(CudaException.class, () -> copies.toDevice(memory.segment(), device, 0, stream));
    assertThat(e.result()).isEqualTo(CUDA_ERROR_ECC_UNCORRECTABLE);
    copies.close();
    cache.close();
    assertThat(cache.statistics().failedDeregistrations()).as("a broken context does not deregister either").isEqualTo(1);
    catchThrowableOfType(CudaException.class, context::close);
    standIn.forgetBroken();
    open();
  }

  @Test
  void whatIsRefusedLeavesNothing() throws Exception {
    assertThatThrownBy(() -> copies.toDevice(MemorySegment.ofArray(new byte[8]), device, 0, stream))
        .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("on the heap");
    assertThatThrownBy(() -> copies.toDevice(ByteBuffer.allocate(8), device, 0, stream)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> copies.fromDevice(device, 0, memory.segment().asReadOnly(), stream))
        .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("read-only");
    assertThatThrownBy(() -> copies.toDevice(memory.segment(), device, 1, stream)).isInstanceOf(IndexOutOfBoundsException.class);
    Lease<PinnedRange> reading = cache.acquire(memory.address(), PAGE, Access.LOCAL_READ);
    assertThatThrownBy(() -> copies.fromDevice(reading, device, 0, memory.address(), PAGE, stream, null))
        .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("LOCAL_WRITE");
    Stream closed = context.createStream();
    closed.close();
    assertThatThrownBy(() -> copies.toDevice(memory.segment(), device, 0, closed)).isInstanceOf(IllegalStateException.class).hasMessageContaining("closed");
    DeviceMemory freed = context.allocate(SIZE);
    freed.close();
    assertThatThrownBy(() -> copies.toDevice(memory.segment(), freed, 0, stream)).isInstanceOf(IllegalStateException.class);
    get(copies.toDevice(memory.segment().asSlice(0, 0), device, 0, stream));
    cache.flush();
    assertThat(standIn.registered()).as("no lease was left").isZero();
    copies.close();
    copies.close();
    assertThatThrownBy(() -> copies.toDevice(memory.segment(), device, 0, stream)).isInstanceOf(IllegalStateException.class);
  }

  /** Who hears of the end may give the memory back at once. */
  @Test
  void theLeaseIsOverWhenTheEndIsTold() throws Exception {
    standIn.hold(true);
    CompletableFuture<Integer> registered = copies.toDevice(memory.segment(), device, 0, stream).thenApply(end -> {
      cache.flush();
      return standIn.registered();
    });
    standIn.hold(false);
    assertThat(registered.get(20, TimeUnit.SECONDS)).isZero();
  }

  /** One event serves copy after copy, but only of its own context. */
  @Test
  void devicesTakeTurns() throws Exception {
    try (CudaContext second = standIn.driver().device(1).retainPrimaryContext();
        Stream there = second.createStream(); DeviceMemory memoryThere = second.allocate(SIZE)) {
      for (int round = 0; round < 3; round++) {
        get(copies.toDevice(memory.segment(), device, 0, stream));
        get(copies.toDevice(memory.segment(), memoryThere, 0, there));
      }
    }
    get(copies.toDevice(memory.segment(), device, 0, stream));
  }

  /** The copy is queued, its event is not. */
  @Test
  void whatIsRefusedHalfWayKeepsItsLeaseUntilTheDeviceIsThrough() throws Exception {
    standIn.hold(true);
    standIn.refuseNextRecord(CUDA_ERROR_OUT_OF_MEMORY);
    AtomicReference<Throwable> refused = new AtomicReference<>();
    Thread copying = Thread.ofPlatform().start(() -> {
      try {
        copies.toDevice(memory.segment(), device, 0, stream);
      } catch (Throwable e) {
        refused.set(e);
      }
    });
    copying.join(50);
    assertThat(copying.isAlive()).as("gave up while the device reads").isTrue();
    standIn.hold(false);
    copying.join();
    assertThat(refused.get()).isInstanceOf(CudaException.class).hasMessageContaining("cuEventRecord").hasMessageContaining("CUDA_ERROR_OUT_OF_MEMORY");
    cache.flush();
    assertThat(standIn.registered()).as("no lease was left").isZero();
    assertThat(copies.pending()).isZero();
    get(copies.toDevice(memory.segment(), device, 0, stream));
  }

  @Test
  void aCloseByTheEndOfACopyIsRefused() throws Exception {
    standIn.hold(true);
    CompletableFuture<Void> closed = copies.toDevice(memory.segment(), device, 0, stream).thenRun(copies::close);
    standIn.hold(false);
    assertThatThrownBy(() -> get(closed)).cause().isInstanceOf(IllegalStateException.class).hasMessageContaining("wait for itself");
    get(copies.toDevice(memory.segment(), device, 0, stream));
  }

  @Test
  void closeWaitsForWhatIsUnderWay() throws Exception {
    standIn.hold(true);
    CompletableFuture<Void> done = copies.toDevice(memory.segment(), device, 0, stream);
    Thread closer = Thread.ofPlatform().start(copies::close);
    closer.join(50);
    assertThat(closer.isAlive()).as("closed before the copy was done").isTrue();
    standIn.hold(false);
    closer.join();
    assertThat(done.isDone()).isTrue();
  }

  /** A context that is closed first waits for its work, so that no lease is left. */
  @Test
  void theContextClosesFirst() throws Exception {
    standIn.hold(true);
    CompletableFuture<Void> done = copies.toDevice(memory.segment(), device, 0, stream);
    Thread closer = Thread.ofPlatform().start(context::close);
    closer.join(20);
    standIn.hold(false);
    closer.join();
    copies.close();
    assertThat(done.isDone()).isTrue();
    assertThat(copies.pending()).isZero();
  }

  /** Many copies, of memory that changes between them, on several streams: each moves what was there when it was asked for. */
  @Test
  void neverStale() throws Exception {
    List<Stream> streams = List.of(stream, context.createStream(), context.createStream());
    for (int round = 0; round < 100; round++) {
      char letter = (char) ('a' + round % 26);
      space.unmapped(memory.address(), SIZE);
      memory.map(letter);
      space.mapped(memory.address(), SIZE);
      List<CompletableFuture<Void>> all = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        all.add(copies.toDevice(memory.segment().asSlice(i * 8L * PAGE, 8 * PAGE), device, i * 8L * PAGE, streams.get(i)));
      }
      for (CompletableFuture<Void> each : all) {
        get(each);
      }
      try (Arena arena = Arena.ofShared()) {
        MemorySegment back = arena.allocate(24 * PAGE);
        get(copies.fromDevice(device, 0, back, stream));
        assertThat(back.mismatch(memory.segment().asSlice(0, 24 * PAGE))).as("round " + round).isEqualTo(-1);
      }
    }
    assertThat(cache.statistics().inUseInvalidations()).isZero();
  }
}
