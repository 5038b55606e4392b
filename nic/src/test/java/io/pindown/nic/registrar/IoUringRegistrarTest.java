package io.pindown.nic.registrar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pindown.nic.uring.Capability;
import io.pindown.nic.uring.NativeFile;
import io.pindown.nic.uring.Region;
import io.pindown.nic.uring.RegionException;
import io.pindown.nic.uring.Ring;
import io.pindown.nic.uring.RingOptions;
import io.pindown.registrar.Access;
import io.pindown.registrar.RegistrarException;
import io.pindown.registrar.RegistrarException.Reason;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IoUringRegistrarTest {
  private static final int SLOTS = 2;
  private static final long SIZE = 8192;

  private final Arena arena = Arena.ofShared();
  private MemorySegment memory;
  private Ring ring;
  private IoUringRegistrar registrar;

  @BeforeEach
  void open() {
    Capability capability = Ring.probe();
    if (!capability.available()) {
      System.out.println("SKIPPED " + getClass().getSimpleName() + ": " + capability.cause());
    }
    Assumptions.assumeTrue(capability.available(), capability.cause());
    ring = Ring.open(RingOptions.defaults().withRegions(SLOTS));
    registrar = new IoUringRegistrar(ring);
    memory = arena.allocate(SIZE, 4096);
  }

  @AfterEach
  void close() {
    if (ring != null) {
      ring.close();
    }
    arena.close();
  }

  @Test
  void registersForTheRingsOperations() {
    Region region = registrar.register(memory.address(), SIZE, Access.LOCAL_READ | Access.LOCAL_WRITE);
    try (NativeFile file = NativeFile.inMemory("pindown-test")) {
      ring.writeFixed(file.fd(), 0, region, region.address(), SIZE);
      assertThat(file.size()).isEqualTo(SIZE);
    }
    assertThat(ring.regionCount()).isEqualTo(1);
    registrar.deregister(region);
    assertThat(ring.regionCount()).isZero();
    assertThat(registrar.name()).isEqualTo("io_uring");
  }

  @Test
  void aFullTableIsPressure() {
    for (int i = 0; i < SLOTS; i++) {
      registrar.register(memory.address(), SIZE, Access.LOCAL_READ);
    }
    RegistrarException full =
        catchThrowableOfType(RegistrarException.class, () -> registrar.register(memory.address(), SIZE, Access.LOCAL_READ));
    assertThat(full.reason()).isEqualTo(Reason.PRESSURE);
    assertThat(full).hasCauseInstanceOf(RegionException.class);
  }

  @Test
  void otherRefusalsHaveTheirReasons() {
    assertThat(reasonOf(() -> registrar.register(4096, 4096, Access.LOCAL_READ))).isEqualTo(Reason.ADDRESS);
    assertThat(reasonOf(() -> registrar.register(memory.address(), SIZE, Access.REMOTE_READ))).isEqualTo(Reason.ACCESS);
    assertThat(reasonOf(() -> registrar.register(memory.address(), 2L << 30, Access.LOCAL_READ))).isEqualTo(Reason.OTHER);
    assertThatThrownBy(() -> registrar.register(memory.address(), SIZE, 1 << 20)).isInstanceOf(IllegalArgumentException.class);
    ring.close();
    assertThat(reasonOf(() -> registrar.register(memory.address(), SIZE, Access.LOCAL_READ))).isEqualTo(Reason.CLOSED);
  }

  @Test
  void everyReasonIsMapped() {
    assertThat(IoUringRegistrar.reason(RegionException.Reason.MEMLOCK)).isEqualTo(Reason.PRESSURE);
    assertThat(IoUringRegistrar.reason(RegionException.Reason.TABLE_FULL)).isEqualTo(Reason.PRESSURE);
    assertThat(IoUringRegistrar.reason(RegionException.Reason.BAD_ADDRESS)).isEqualTo(Reason.ADDRESS);
    assertThat(IoUringRegistrar.reason(RegionException.Reason.CLOSED)).isEqualTo(Reason.CLOSED);
    assertThat(IoUringRegistrar.reason(RegionException.Reason.OTHER)).isEqualTo(Reason.OTHER);
  }

  private static Reason reasonOf(Runnable call) {
    return catchThrowableOfType(RegistrarException.class, call::run).reason();
  }
}
