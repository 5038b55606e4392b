package io.pindown.agent.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.agent.hook.Inside;
import io.pindown.cache.CacheOptions;
import io.pindown.cache.RegistrationCache;
import io.pindown.registry.AddressSpace;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a transfer is taken for: which bytes of which memory, in which direction. */
class TransfersTest {
  private static final long AT = 1L << 40;
  private static final int SIZE = 1 << 16;

  private final AddressSpace space = AddressSpace.detached();
  private final ObservingRegistrar registrar = new ObservingRegistrar(new AllocationSites(space));
  private final RegistrationCache<Long> cache = RegistrationCache.of(registrar, CacheOptions.defaults("observed").withMaxBytes(1L << 30), space);
  private final Map<ByteBuffer, Long> addresses = new HashMap<>();
  /** Says where a buffer would lie; its identity is not its contents, so each has a capacity of its own. */
  private final Inside inside = (Inside) Proxy.newProxyInstance(Inside.class.getClassLoader(), new Class<?>[] {Inside.class},
      (proxy, method, arguments) -> AT + (long) ((ByteBuffer) arguments[0]).capacity() * SIZE);
  private final Transfers transfers = new Transfers(cache, inside);

  private ByteBuffer buffer(int capacity) {
    space.allocated(AT + (long) capacity * SIZE, SIZE);
    return ByteBuffer.allocateDirect(capacity);
  }

  @Test
  void aBufferIsWhereItWasBeforeItMoved() {
    ByteBuffer buffer = buffer(10_000);
    buffer.position(5_000).limit(9_000); // 3,000 of 7,000 bytes from 2,000 on have gone
    transfers.buffer(buffer, 3_000);
    assertThat(transfers.channels().figures()).isEqualTo(new WayFigures("JDK channels", 1, 3_000, 0, 0));
    assertThat(transfers.usedPages()).as("2,000 to 8,999 are pages 0 to 2").isEqualTo(3);
    assertThat(registrar.registrations()).isEqualTo(1);
    transfers.buffer(buffer, -5_000);
    assertThat(transfers.channels().figures()).isEqualTo(new WayFigures("JDK channels", 1, 3_000, 1, 5_000));
    assertThat(cache.statistics().hits()).isEqualTo(1);
  }

  @Test
  void theHeapIsCountedAndNotRegistered() {
    transfers.buffer(ByteBuffer.allocate(10), 7);
    transfers.buffer(null, -9);
    assertThat(transfers.heap().figures()).isEqualTo(new WayFigures("heap buffers and arrays", 1, 7, 1, 9));
    assertThat(registrar.registrations()).isZero();
  }

  @Test
  void ofSeveralBuffersThoseThatMovedCount() {
    ByteBuffer[] all = {buffer(100), buffer(200), ByteBuffer.allocate(50), buffer(300), buffer(400)};
    transfers.vectorBegin(all, 1L << 32 | 3);
    all[1].position(200);
    all[2].position(50);
    all[3].position(120);
    transfers.vectorEnd(all, 370);
    assertThat(transfers.channels().figures()).isEqualTo(new WayFigures("JDK channels", 2, 320, 0, 0));
    assertThat(transfers.heap().figures().sentBytes()).isEqualTo(50);
    transfers.vectorEnd(all, 370);
    assertThat(transfers.channels().figures().sends()).as("it is over").isEqualTo(2);
  }

  @Test
  void moreBuffersThanThereIsRoomFor() {
    ByteBuffer[] all = new ByteBuffer[100];
    for (int i = 0; i < all.length; i++) {
      all[i] = buffer(i + 1);
    }
    transfers.vectorBegin(all, 100);
    for (ByteBuffer each : all) {
      each.position(1);
    }
    transfers.vectorEnd(all, -100);
    assertThat(transfers.channels().figures()).isEqualTo(new WayFigures("JDK channels", 0, 0, 100, 100));
  }

  @Test
  void anAddressSaysWhatWasAskedForAndWhatMoved() {
    space.allocated(AT, SIZE);
    transfers.address(AT + 10, 8_000L << 32 | 5);
    transfers.address(AT + 10, -(8_000L << 32 | 6));
    assertThat(transfers.transports().figures()).isEqualTo(new WayFigures("Netty's native transports", 1, 5, 1, 6));
    assertThat(transfers.usedPages()).isEqualTo(4);
    assertThat(transfers.sizes()[2]).as("5 and 6 bytes").isEqualTo(2);
  }

  /** A range that cannot be, as only a fault of ours could make, is not the application's matter. */
  @Test
  void nothingIsThrown() {
    transfers.address(-5, 1L << 32 | 1);
    assertThat(transfers.failed()).isEqualTo(1);
    assertThat(transfers.transports().figures().transfers()).isZero();
  }

  @Test
  void memoryThatIsFreedIsRegisteredAnew() {
    space.allocated(AT, SIZE);
    transfers.address(AT, 100L << 32 | 100);
    space.freed(AT);
    space.allocated(AT, SIZE);
    transfers.address(AT, 100L << 32 | 100);
    assertThat(registrar.registrations()).isEqualTo(2);
    assertThat(cache.staleReusesPrevented()).isEqualTo(1);
    assertThat(registrar.peak()).isGreaterThanOrEqualTo(SIZE);
  }

  @Test
  void whatWouldBePinnedIsWhatIsRegisteredNow() {
    space.allocated(AT, SIZE);
    transfers.address(AT, 4096L << 32 | 4096);
    assertThat(transfers.usedPages()).as("just one page").isEqualTo(1);
    assertThat(registrar.pages()).as("the whole block").isEqualTo(SIZE / 4096);
    assertThat(registrar.pinned()).isEqualTo(SIZE);
    assertThat(registrar.peak()).isEqualTo(SIZE);
    space.freed(AT);
    cache.flush();
    assertThat(registrar.pinned()).isZero();
    assertThat(registrar.pages()).as("so far").isEqualTo(SIZE / 4096);
    assertThat(registrar.peak()).isEqualTo(SIZE);
  }
}
