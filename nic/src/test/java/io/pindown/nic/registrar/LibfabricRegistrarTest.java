package io.pindown.nic.registrar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pindown.cache.CacheOptions;
import io.pindown.cache.Lease;
import io.pindown.cache.RegistrationCache;
import io.pindown.nic.fabric.Domain;
import io.pindown.nic.fabric.Fabric;
import io.pindown.nic.fabric.Hints;
import io.pindown.nic.fabric.Info;
import io.pindown.nic.fabric.Libfabric;
import io.pindown.nic.fabric.MemoryAccess;
import io.pindown.nic.fabric.MemoryRegion;
import io.pindown.nic.fabric.RequiresLibfabric;
import io.pindown.nic.ffi.Errno;
import io.pindown.registrar.Access;
import io.pindown.registrar.RegistrarException;
import io.pindown.registrar.RegistrarException.Reason;
import io.pindown.registry.AddressSpace;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@RequiresLibfabric
class LibfabricRegistrarTest {
  private static final long SIZE = 8192;

  private final Arena arena = Arena.ofShared();
  private MemorySegment memory;
  private Fabric fabric;
  private Domain domain;
  private LibfabricRegistrar registrar;

  @BeforeEach
  void open() {
    Info info = Libfabric.getInfo(Hints.of("shm")).getFirst();
    fabric = Fabric.open(info);
    domain = fabric.domain(info);
    registrar = new LibfabricRegistrar(domain);
    memory = arena.allocate(SIZE, 4096);
  }

  @AfterEach
  void close() {
    fabric.close();
    arena.close();
  }

  @Test
  void registersWithTheDomain() {
    MemoryRegion region = registrar.register(memory.address(), SIZE, Access.LOCAL_WRITE);
    assertThat(region.memory()).isEqualTo(memory.address());
    assertThat(region.length()).isEqualTo(SIZE);
    assertThat(region.access()).isEqualTo(MemoryAccess.SEND | MemoryAccess.WRITE | MemoryAccess.RECV | MemoryAccess.READ);
    assertThat(domain.registrations()).isEqualTo(1);
    registrar.deregister(region);
    assertThat(domain.registrations()).isZero();
    assertThat(registrar.name()).isEqualTo("libfabric shm");
  }

  @Test
  void rightsAreThoseOfTheOperations() {
    long local = MemoryAccess.SEND | MemoryAccess.WRITE;
    assertThat(LibfabricRegistrar.rights(Access.LOCAL_READ)).isEqualTo(local);
    assertThat(LibfabricRegistrar.rights(Access.REMOTE_READ)).isEqualTo(local | MemoryAccess.REMOTE_READ);
    assertThat(LibfabricRegistrar.rights(Access.REMOTE_WRITE)).isEqualTo(local | MemoryAccess.REMOTE_WRITE);
    assertThat(LibfabricRegistrar.rights(Access.REMOTE_ATOMIC))
        .isEqualTo(local | MemoryAccess.REMOTE_READ | MemoryAccess.REMOTE_WRITE);
  }

  @Test
  void refusalsHaveTheirReasons() {
    assertThat(reasonOf(() -> registrar.register(-4096, SIZE, Access.LOCAL_READ))).isEqualTo(Reason.OTHER);
    assertThatThrownBy(() -> registrar.register(memory.address(), SIZE, 1 << 20)).isInstanceOf(IllegalArgumentException.class);
    assertThat(LibfabricRegistrar.reason(Errno.ENOMEM)).isEqualTo(Reason.PRESSURE);
    assertThat(LibfabricRegistrar.reason(Errno.EFAULT)).isEqualTo(Reason.ADDRESS);
    assertThat(LibfabricRegistrar.reason(Errno.EACCES)).isEqualTo(Reason.ACCESS);
    assertThat(LibfabricRegistrar.reason(Errno.EINVAL)).isEqualTo(Reason.OTHER);
    domain.close();
    assertThat(reasonOf(() -> registrar.register(memory.address(), SIZE, Access.LOCAL_READ))).isEqualTo(Reason.CLOSED);
  }

  /** The rights are part of what a lease is found by: one for peers does not serve another's local use wrongly, nor the other way round. */
  @Test
  void inACacheTheRightsArePartOfTheKey() {
    AddressSpace space = AddressSpace.detached();
    space.allocated(memory.address(), SIZE);
    try (RegistrationCache<MemoryRegion> cache = RegistrationCache.of(registrar, CacheOptions.defaults("test"), space)) {
      MemoryRegion local = handle(cache, Access.LOCAL_READ);
      assertThat(handle(cache, Access.LOCAL_READ)).isSameAs(local);
      MemoryRegion exposed = handle(cache, Access.REMOTE_READ);
      assertThat(exposed).isNotSameAs(local);
      assertThat(exposed.key()).isNotEqualTo(local.key());
      space.freed(memory.address());
      space.allocated(memory.address(), SIZE);
      assertThat(handle(cache, Access.REMOTE_READ)).isNotSameAs(exposed);
    }
    assertThat(domain.registrations()).isZero();
  }

  private MemoryRegion handle(RegistrationCache<MemoryRegion> cache, int access) {
    try (Lease<MemoryRegion> lease = cache.acquire(memory.address(), SIZE, access)) {
      return lease.handle();
    }
  }

  private static Reason reasonOf(Runnable call) {
    return catchThrowableOfType(RegistrarException.class, call::run).reason();
  }
}
