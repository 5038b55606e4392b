package io.pindown.nic.registrar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pindown.cache.CacheOptions;
import io.pindown.cache.Lease;
import io.pindown.cache.RegistrationCache;
import io.pindown.nic.verbs.MemoryRegion;
import io.pindown.nic.verbs.ProtectionDomain;
import io.pindown.nic.verbs.RegistrationException;
import io.pindown.nic.verbs.RequiresVerbs;
import io.pindown.nic.verbs.VerbsContext;
import io.pindown.nic.verbs.VerbsDevice;
import io.pindown.registrar.Access;
import io.pindown.registrar.RegistrarException;
import io.pindown.registrar.RegistrarException.Reason;
import io.pindown.registry.AddressSpace;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@RequiresVerbs
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class VerbsRegistrarTest {
  private static final int SIZE = 64 << 10;

  private final AddressSpace space = AddressSpace.detached();
  private final Arena arena = Arena.ofShared();
  private final List<MemoryRegion> unreachable = new CopyOnWriteArrayList<>();
  private VerbsContext context;
  private ProtectionDomain domain;
  private RegistrationCache<MemoryRegion> cache;
  private MemorySegment block;

  @BeforeEach
  void open() {
    context = VerbsDevice.list().get(0).open();
    domain = context.allocateProtectionDomain();
    cache = RegistrationCache.of(new VerbsRegistrar(domain, unreachable::add), CacheOptions.defaults("verbs-test"), space);
    block = arena.allocate(SIZE, 4096);
    space.allocated(block.address(), SIZE);
  }

  @AfterEach
  void close() {
    cache.close();
    assertThat(domain.regions()).as("regions left").isZero();
    context.close();
    arena.close();
  }

  @Test
  void theLeaseHasTheKeys() {
    try (Lease<MemoryRegion> lease = cache.acquire(block.address() + 100, 1_000, Access.LOCAL_WRITE)) {
      assertThat(lease.isCached()).isTrue();
      assertThat(lease.handle().address()).isEqualTo(block.address());
      assertThat(lease.handle().length()).isEqualTo(SIZE);
      assertThat(lease.handle().slice(block.address() + 100, 1_000).lkey()).isEqualTo(lease.handle().lkey());
      try (Lease<MemoryRegion> again = cache.acquire(block.address() + 500, 1_000, Access.LOCAL_READ)) {
        assertThat(again.handle()).isSameAs(lease.handle());
      }
    }
    assertThat(domain.regions()).isEqualTo(1);
  }

  /** Fewer rights find it, more do not. */
  @Test
  void theAccessIsPartOfTheKey() {
    MemoryRegion readable = use(Access.REMOTE_READ);
    assertThat(readable.access()).isEqualTo(Access.REMOTE_READ);
    assertThat(use(Access.LOCAL_READ)).isSameAs(readable);
    MemoryRegion writable = use(Access.REMOTE_WRITE);
    assertThat(writable).isNotSameAs(readable);
    assertThat(writable.access()).as("verbs wants it").isEqualTo(Access.REMOTE_WRITE | Access.LOCAL_WRITE);
    assertThat(use(Access.REMOTE_WRITE)).isSameAs(writable);
  }

  /** The deregistration is told by the cache's own thread: nobody acquires any more. */
  @Test
  void theEndOfARemoteKeyIsTold() throws Exception {
    CountDownLatch told = new CountDownLatch(1);
    try (RegistrationCache<MemoryRegion> own =
        RegistrationCache.of(new VerbsRegistrar(domain, region -> told.countDown()), CacheOptions.defaults("told"), space)) {
      own.acquire(block.address(), SIZE, Access.REMOTE_WRITE).release();
      space.freed(block.address());
      assertThat(told.await(60, TimeUnit.SECONDS)).isTrue();
      assertThat(domain.regions()).isZero();
    }
  }

  @Test
  void aKeyIsNotDeadWhileItIsLeased() {
    Lease<MemoryRegion> lease = cache.acquire(block.address(), SIZE, Access.REMOTE_READ);
    MemoryRegion region = lease.handle();
    space.freed(block.address());
    cache.flush();
    assertThat(unreachable).isEmpty();
    assertThat(region.isOpen()).isTrue();
    assertThat(lease.isValid()).isFalse();
    lease.release();
    cache.flush();
    assertThat(unreachable).containsExactly(region);
    assertThat(region.isOpen()).isFalse();
  }

  @Test
  void localRegistrationsAreNotTold() {
    use(Access.LOCAL_WRITE);
    cache.flush();
    assertThat(domain.regions()).isZero();
    assertThat(unreachable).isEmpty();
  }

  /** A protocol's fence: all keys of a range, and the word that they are dead. */
  @Test
  void aFenceOverARange() throws Exception {
    use(Access.REMOTE_READ);
    use(Access.REMOTE_WRITE);
    CountDownLatch dead = new CountDownLatch(1);
    cache.invalidate(block.address(), SIZE, dead::countDown);
    assertThat(dead.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(unreachable).hasSize(2).noneMatch(MemoryRegion::isOpen);
  }

  @Test
  void refusalsHaveTheirReasons() {
    VerbsRegistrar registrar = new VerbsRegistrar(domain);
    assertThat(registrar.name()).isEqualTo("verbs " + context.device());
    assertThat(reasonOf(() -> registrar.register(4096, 4096, Access.LOCAL_READ))).isEqualTo(Reason.ADDRESS);
    cache.close();
    context.close();
    assertThat(reasonOf(() -> registrar.register(block.address(), SIZE, Access.LOCAL_READ))).isEqualTo(Reason.CLOSED);
    assertThat(VerbsRegistrar.reason(RegistrationException.Reason.LIMIT)).isEqualTo(Reason.PRESSURE);
    assertThat(VerbsRegistrar.reason(RegistrationException.Reason.OTHER)).isEqualTo(Reason.OTHER);
  }

  private MemoryRegion use(int access) {
    try (Lease<MemoryRegion> lease = cache.acquire(block.address(), SIZE, access)) {
      return lease.handle();
    }
  }

  private static Reason reasonOf(Runnable call) {
    return catchThrowableOfType(RegistrarException.class, call::run).reason();
  }
}
