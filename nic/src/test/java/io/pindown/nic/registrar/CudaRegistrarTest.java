package io.pindown.nic.registrar;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pindown.cache.CacheOptions;
import io.pindown.cache.Lease;
import io.pindown.cache.OnFree;
import io.pindown.cache.RegistrationCache;
import io.pindown.nic.cuda.CudaContext;
import io.pindown.nic.cuda.DeviceMemory;
import io.pindown.nic.cuda.HostRegistration;
import io.pindown.nic.cuda.Remapped;
import io.pindown.nic.cuda.StandIn;
import io.pindown.nic.cuda.Stream;
import io.pindown.registrar.Access;
import io.pindown.registrar.RegistrarException;
import io.pindown.registrar.RegistrarException.Reason;
import io.pindown.registry.AddressSpace;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Pages that the driver registers once, and ranges that overlap in them: blocks that are neighbours on a heap, ranges inside of ranges, memory that goes. On the
 * stand-in, which refuses what shares a page; all bytes are compared.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CudaRegistrarTest {
  private static final int PAGE = 4096;

  private final StandIn standIn = StandIn.load();
  private final long violations = standIn.violations();
  private final AddressSpace space = AddressSpace.detached();
  private final CudaContext context = standIn.driver().device(0).retainPrimaryContext();
  private final CudaRegistrar registrar = new CudaRegistrar(context, space);
  private final RegistrationCache<PinnedRange> cache =
      RegistrationCache.of(registrar, CacheOptions.defaults("cuda").withMaxBytes(1L << 30).withWidenLimit(0), space);
  private final Remapped memory = new Remapped(32);
  private final long base = memory.address();

  @AfterEach
  void nothingIsLeft() {
    standIn.hold(false);
    cache.close();
    assertThat(registrar.extents()).isZero();
    assertThat(registrar.vouchers()).isZero();
    assertThat(standIn.registered()).isZero();
    context.close();
    memory.close();
    assertThat(standIn.violations()).isEqualTo(violations);
    assertThat(cache.statistics().failedDeregistrations()).isZero();
  }

  private Lease<PinnedRange> lease(long start, long end) {
    return cache.acquire(base + start, end - start, Access.LOCAL_READ);
  }

  /** What the device gets of it. */
  private String read(Lease<PinnedRange> lease, long start, long end) {
    int bytes = (int) (end - start);
    try (Arena arena = Arena.ofConfined(); Stream stream = context.createStream(); DeviceMemory device = context.allocate(bytes)) {
      lease.handle().copyToDevice(base + start, bytes, device, 0, stream);
      MemorySegment read = arena.allocate(bytes);
      stream.copyFromDevice(device, 0, read.address(), bytes);
      stream.synchronize();
      StringBuilder runs = new StringBuilder(); // each letter once for each run of it
      for (byte each : read.toArray(JAVA_BYTE)) {
        if (runs.isEmpty() || runs.charAt(runs.length() - 1) != each) {
          runs.append((char) each);
        }
      }
      return runs.toString();
    }
  }

  private void block(long start, long end, char letter) {
    memory.segment().asSlice(start, end - start).fill((byte) letter);
    space.allocated(base + start, end - start);
  }

  @Test
  void neighboursShareThePageBetweenThem() {
    int edge = 10 * PAGE + 1000;
    block(0, edge, 'A');
    block(edge, 20 * PAGE, 'B');
    try (Lease<PinnedRange> a = lease(0, edge); Lease<PinnedRange> b = lease(edge, 20 * PAGE)) {
      assertThat(standIn.registered()).as("all of A's pages, the shared one, all of B's").isEqualTo(3);
      assertThat(a.handle().registrations().getLast()).isSameAs(b.handle().registrations().getFirst());
      assertThat(read(a, 0, edge)).isEqualTo("A");
      assertThat(read(b, edge, 20 * PAGE)).isEqualTo("B");
      try (Stream stream = context.createStream(); DeviceMemory device = context.allocate(edge - 1)) {
        standIn.hold(true);
        assertThatThrownBy(() -> a.handle().copyToDevice(base, edge, device, 0, stream)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(stream.isComplete()).as("no part of it is queued").isTrue();
        standIn.hold(false);
      }
    }
    assertThat(cache.statistics().registrations()).isEqualTo(2);
    assertThat(cache.statistics().evictions()).isZero();
  }

  /** One neighbour goes, and another comes in its place while the first one is in use: the shared page has stayed what it was, the others have not. */
  @Test
  void aNeighbourThatIsReplacedWhileTheOtherIsInUse() {
    int edge = 10 * PAGE + 1000;
    block(0, edge, 'A');
    block(edge, 20 * PAGE, 'B');
    lease(0, edge).release();
    try (Lease<PinnedRange> b = lease(edge, 20 * PAGE)) {
      for (char letter = 'C'; letter < 'M'; letter++) {
        space.freed(base);
        memory.map(0, 10 * PAGE, 'x'); // as a heap gives back whole pages, and gets others
        block(0, edge, letter);
        try (Lease<PinnedRange> c = lease(0, edge)) {
          assertThat(c.isCached()).isTrue();
          assertThat(read(c, 0, edge)).isEqualTo("" + letter);
          assertThat(read(b, edge, 20 * PAGE)).isEqualTo("B");
        }
      }
      assertThat(b.isValid()).isTrue();
      assertThat(registrar.vouchers()).as("those that were hit are given up").isLessThanOrEqualTo(5);
    }
    assertThat(cache.statistics().evictions()).as("what is of use stays").isZero();
    space.freed(base);
    space.freed(base + edge);
    cache.flush();
    assertThat(standIn.registered()).isZero();
  }

  /** What was hit vouches for nothing any more, and keeps nobody from doing so. */
  @Test
  void whoReplacesANeighbourVouchesInItsTurn() {
    int edge = 10 * PAGE + 1000;
    block(0, edge, 'A');
    block(edge, 20 * PAGE, 'B');
    lease(0, edge).release();
    Lease<PinnedRange> b = lease(edge, 20 * PAGE);
    space.freed(base);
    memory.map(0, 10 * PAGE, 'x');
    block(0, edge, 'C');
    try (Lease<PinnedRange> c = lease(0, edge)) {
      b.release();
      space.freed(base + edge);
      memory.map(11 * PAGE, 9 * PAGE, 'y');
      block(edge, 20 * PAGE, 'D');
      try (Lease<PinnedRange> d = lease(edge, 20 * PAGE)) {
        assertThat(read(d, edge, 20 * PAGE)).isEqualTo("D");
        assertThat(read(c, 0, edge)).isEqualTo("C");
      }
    }
  }

  /** A part outlives the whole's registration, and the whole is wanted again while the part is in use. */
  @Test
  void rangesInsideOfRanges() {
    block(0, 20 * PAGE, 'N');
    Lease<PinnedRange> whole = lease(0, 20 * PAGE);
    try (Lease<PinnedRange> part = cache.acquire(base + 5 * PAGE, PAGE, Access.LOCAL_WRITE)) {
      assertThat(standIn.registered()).isEqualTo(1);
      PinnedRange first = whole.handle();
      whole.release();
      cache.invalidate(base, PAGE, () -> {});
      cache.flush();
      assertThat(standIn.registered()).as("the part holds it").isEqualTo(1);
      try (Lease<PinnedRange> again = lease(0, 20 * PAGE)) {
        assertThat(again.handle()).isNotSameAs(first);
        assertThat(standIn.registered()).isEqualTo(1);
        assertThat(read(again, 0, 20 * PAGE)).isEqualTo("N");
      }
      assertThat(read(part, 5 * PAGE, 6 * PAGE)).isEqualTo("N");
    }
  }

  /** A part that has stayed what it was says nothing of the rest, which was registered with it. */
  @Test
  void aPartThatChangesWhileAnotherIsInUse() {
    block(0, 20 * PAGE, 'N');
    Lease<PinnedRange> whole = lease(0, 20 * PAGE);
    Lease<PinnedRange> part = cache.acquire(base + 5 * PAGE, PAGE, Access.LOCAL_WRITE);
    whole.release();
    space.changeBegin(base + 10 * PAGE, 2 * PAGE);
    memory.map(10 * PAGE, 2 * PAGE, 'M');
    space.changeEnd(base + 10 * PAGE, 2 * PAGE);
    cache.flush();
    assertThat(part.isValid()).isTrue();
    assertThat(read(part, 5 * PAGE, 6 * PAGE)).isEqualTo("N");
    RegistrarException e = catchThrowableOfType(RegistrarException.class, () -> lease(12 * PAGE, 20 * PAGE));
    assertThat(e).isNotNull();
    assertThat(e.reason()).isEqualTo(Reason.STALE);
    assertThat(e.start()).isEqualTo(base);
    assertThat(e.end()).isEqualTo(base + 20 * PAGE);
    part.release(); // it has not changed and stays cached, but holds all of what was registered with it
    try (Lease<PinnedRange> other = lease(11 * PAGE, 20 * PAGE); Lease<PinnedRange> again = lease(0, 20 * PAGE)) {
      assertThat(other.isCached() && again.isCached()).isTrue();
      assertThat(read(other, 11 * PAGE, 20 * PAGE)).isEqualTo("MN");
      assertThat(read(again, 0, 20 * PAGE)).isEqualTo("NMN");
    }
  }

  @Test
  void aWholeAroundAPartIsRegisteredAroundIt() {
    block(0, 20 * PAGE, 'N');
    try (Lease<PinnedRange> part = lease(5 * PAGE, 6 * PAGE); Lease<PinnedRange> whole = lease(0, 20 * PAGE)) {
      assertThat(standIn.registered()).isEqualTo(3);
      assertThat(whole.handle().registrations()).hasSize(3).contains(part.handle().registrations().getFirst());
      assertThat(read(whole, 100, 20 * PAGE - 100)).isEqualTo("N");
    }
  }

  /** A fault of the application's. The driver would copy the old pages for whoever copies from there, so the new block is refused until the old one's lease ends. */
  @Test
  void freedUnderALeaseTheNextBlockIsRefusedUntilItEnds() {
    block(0, 4 * PAGE, 'O');
    Lease<PinnedRange> old = lease(0, 4 * PAGE);
    space.freed(base);
    memory.map('x');
    block(0, 8 * PAGE, 'N');
    RegistrarException e = catchThrowableOfType(RegistrarException.class, () -> lease(0, 8 * PAGE));
    assertThat(e).isNotNull();
    assertThat(e.reason()).isEqualTo(Reason.STALE);
    assertThat(e).hasMessageContaining("registers a page only once").hasMessageContaining("freed");
    assertThat(read(old, 0, PAGE)).as("the old one's bytes, for the old one").isEqualTo("O");
    old.release();
    try (Lease<PinnedRange> now = lease(0, 8 * PAGE)) {
      assertThat(read(now, 0, 8 * PAGE)).isEqualTo("N");
      assertThat(now.isCached()).isTrue();
    }
  }

  /** While a change is under way a watch proves nothing: it was armed after the change's begin, and its pages go all the same. */
  @Test
  void duringAChangeNothingVouches() {
    block(0, 4 * PAGE, 'A');
    space.changeBegin(base, 4 * PAGE);
    try (Lease<PinnedRange> one = lease(0, 4 * PAGE)) {
      assertThat(one.isCached()).isFalse();
      memory.map(0, 4 * PAGE, 'B');
      RegistrarException e = catchThrowableOfType(RegistrarException.class, () -> lease(0, 4 * PAGE));
      assertThat(e).as("shared the pages from before the change").isNotNull();
      assertThat(e.reason()).isEqualTo(Reason.STALE);
    }
    try (Lease<PinnedRange> two = lease(0, 4 * PAGE)) {
      assertThat(read(two, 0, 4 * PAGE)).isEqualTo("B");
    }
    space.changeEnd(base, 4 * PAGE);
    try (Lease<PinnedRange> after = lease(0, 4 * PAGE)) {
      assertThat(after.isCached()).isTrue();
      assertThat(read(after, 0, 4 * PAGE)).isEqualTo("B");
    }
  }

  /** Small blocks, or all of them where there are no hooks: registered for each use, several in one page at once, in any order of ending. */
  @Test
  void memoryThatNothingIsKnownOf() {
    memory.map('u');
    Lease<PinnedRange> one = lease(100, 300);
    Lease<PinnedRange> two = lease(400, 700);
    Lease<PinnedRange> over = lease(2000, PAGE + 100);
    assertThat(one.isCached() || two.isCached() || over.isCached()).isFalse();
    assertThat(standIn.registered()).isEqualTo(2);
    one.release();
    assertThat(read(two, 400, 700)).isEqualTo("u");
    two.release();
    assertThat(read(over, 2000, PAGE + 100)).isEqualTo("u");
    over.release();
    assertThat(standIn.registered()).isZero();
    memory.map('v');
    try (Lease<PinnedRange> next = lease(100, 300)) {
      assertThat(read(next, 100, 300)).isEqualTo("v");
    }
  }

  /** Nor does the use of a part vouch for the rest of what was registered for another use, which is over. */
  @Test
  void aUseOfAPartSaysNothingOfTheRest() {
    memory.map('u');
    Lease<PinnedRange> whole = lease(0, 20 * PAGE);
    Lease<PinnedRange> part = lease(5 * PAGE, 6 * PAGE);
    assertThat(standIn.registered()).isEqualTo(1);
    whole.release();
    memory.map(10 * PAGE, 2 * PAGE, 'v');
    RegistrarException e = catchThrowableOfType(RegistrarException.class, () -> lease(0, 20 * PAGE));
    assertThat(e).isNotNull();
    assertThat(e.reason()).isEqualTo(Reason.STALE);
    part.release();
    try (Lease<PinnedRange> again = lease(0, 20 * PAGE)) {
      assertThat(read(again, 0, 20 * PAGE)).isEqualTo("uvu");
    }
  }

  /** A block that nothing is known of, in the last page of one that is freed: its use keeps the page what it is. */
  @Test
  void aSmallBlockBesideOneThatIsFreed() {
    int edge = 4 * PAGE + 100;
    memory.map('u');
    block(0, edge, 'A');
    lease(0, edge).release();
    try (Lease<PinnedRange> small = lease(edge + 100, edge + 200)) {
      space.freed(base);
      memory.map(0, 4 * PAGE, 'x');
      cache.flush();
      try (Lease<PinnedRange> other = lease(edge + 300, edge + 400)) {
        assertThat(read(other, edge + 300, edge + 400)).isEqualTo("u");
      }
      block(0, edge, 'C');
      try (Lease<PinnedRange> c = lease(0, edge)) {
        assertThat(read(c, 0, edge)).isEqualTo("C");
        assertThat(read(small, edge + 100, edge + 200)).isEqualTo("u");
      }
    }
  }

  @Test
  void whatOthersRegisteredIsNamed() {
    block(0, 4 * PAGE, 'A');
    block(20 * PAGE, 24 * PAGE, 'B');
    lease(20 * PAGE, 24 * PAGE).release();
    try (HostRegistration others = context.register(base + PAGE, PAGE, 0)) {
      RegistrarException e = catchThrowableOfType(RegistrarException.class, () -> lease(0, 4 * PAGE));
      assertThat(e.reason()).isEqualTo(Reason.OTHER);
      assertThat(e).hasMessageContaining("CUDA_ERROR_HOST_MEMORY_ALREADY_REGISTERED").hasMessageContaining("someone else");
      assertThat(standIn.registered()).as("nothing of it is left: what others have, and what was cached before").isEqualTo(2);
      assertThat(cache.statistics().evictions()).as("nothing that is of use makes room for what no room helps").isZero();
      assertThat(others.isOpen()).isTrue();
    }
    lease(0, 4 * PAGE).release();
  }

  @Test
  void readOnlyMemoryIsRegisteredForReading() {
    memory.mapReadOnly();
    space.mapped(base, 32 * PAGE);
    try (Lease<PinnedRange> lease = lease(0, 4 * PAGE)) {
      assertThat(lease.handle().registrations().getFirst().isReadOnly()).isTrue();
      RegistrarException e = catchThrowableOfType(RegistrarException.class, () -> cache.acquire(base, PAGE, Access.LOCAL_WRITE));
      assertThat(e.reason()).isEqualTo(Reason.ACCESS);
    }
    assertThatThrownBy(() -> cache.acquire(base + 16 * PAGE, PAGE, Access.LOCAL_WRITE)).isInstanceOf(RegistrarException.class);
  }

  /** The driver finds registrations by address, so one that waits for the next block there would be found by everybody. */
  @Test
  void noneOutlivesTheFreeOfItsBlock() {
    assertThat(registrar.outlivesFree()).isFalse();
    try (RegistrationCache<PinnedRange> keeping =
        RegistrationCache.of(registrar, CacheOptions.defaults("keep").withMaxBytes(1L << 30).withOnFree(OnFree.KEEP), space)) {
      block(0, 4 * PAGE, 'K');
      keeping.acquire(base, 4 * PAGE, Access.LOCAL_READ).release();
      space.freed(base);
      keeping.flush();
      assertThat(standIn.registered()).isZero();
    }
  }

  @Test
  void rangesThatAreNone() {
    assertThatThrownBy(() -> registrar.register(base, PAGE, 0, base - 1, base + PAGE)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> registrar.register(base, PAGE, 0, base, base + PAGE + 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> registrar.register(base, PAGE, 0, base + 1, base + 1)).isInstanceOf(IllegalArgumentException.class);
    PinnedRange range = registrar.register(base, PAGE, 0);
    try (Stream stream = context.createStream(); DeviceMemory device = context.allocate(PAGE)) {
      assertThatThrownBy(() -> range.copyToDevice(base + 1, PAGE, device, 0, stream)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> range.copyToDevice(base, PAGE, device, 1, stream)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> range.copyFromDevice(device, 0, base, -1, stream)).isInstanceOf(IndexOutOfBoundsException.class);
    }
    registrar.deregister(range);
    assertThatThrownBy(() -> registrar.deregister(range)).isInstanceOf(IllegalStateException.class).hasMessageContaining("before");
  }
}
