package io.pindown.nic.registrar;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pindown.cache.CacheOptions;
import io.pindown.cache.RegistrationCache;
import io.pindown.nic.cuda.CudaContext;
import io.pindown.nic.cuda.CudaDriver;
import io.pindown.nic.cuda.CudaException;
import io.pindown.nic.cuda.DeviceMemory;
import io.pindown.nic.cuda.HostRegistration;
import io.pindown.nic.cuda.Remapped;
import io.pindown.nic.cuda.RequiresCuda;
import io.pindown.nic.cuda.Stream;
import io.pindown.registry.AddressSpace;
import io.pindown.tck.CachedRegistrarTck;
import io.pindown.tck.Device;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The kit, and what the stand-in takes for granted of the driver, on the first GPU. */
@RequiresCuda
class CudaDeviceTest extends CachedRegistrarTck<PinnedRange> {
  private static final int PAGE = 4096;

  @Override
  protected Device<PinnedRange> open() {
    return new CudaDevices(CudaDriver.load().device(0).retainPrimaryContext(), space());
  }

  @Test
  void aRangeInsideOfARegisteredOneIsRefused() {
    try (CudaContext context = CudaDriver.load().device(0).retainPrimaryContext(); Remapped memory = new Remapped(4)) {
      memory.map('a');
      try (HostRegistration whole = context.register(memory.address(), 4 * PAGE, 0)) {
        assertThat(whole.devicePointer()).isNotZero();
        assertThatThrownBy(() -> context.register(memory.address() + PAGE, PAGE, 0))
            .isInstanceOfSatisfying(CudaException.class, e -> assertThat(e.reason()).isEqualTo(CudaException.Reason.REGISTERED));
      }
    }
  }

  /** Without a cache that watches, the GPU gets the old bytes; where it goes by the process's page tables it does not, and nothing is pinned. */
  @Test
  void aRegistrationIsOfThePagesThatWereThere() {
    try (CudaContext context = CudaDriver.load().device(0).retainPrimaryContext(); Remapped memory = new Remapped(4)) {
      DeviceMemory device = context.allocate(PAGE);
      Stream stream = context.createStream();
      memory.map('1');
      HostRegistration registration = context.register(memory.address(), 4 * PAGE, 0);
      memory.map('2');
      stream.copyToDevice(memory.address(), PAGE, device, 0);
      stream.synchronize();
      registration.close();
      stream.copyFromDevice(device, 0, memory.address(), PAGE);
      stream.synchronize();
      char expected = context.device().usesHostPageTables() ? '2' : '1';
      assertThat((char) memory.segment().get(JAVA_BYTE, 0)).isEqualTo(expected);
    }
  }

  @Test
  void copiesAreNeverStale() throws Exception {
    AddressSpace space = AddressSpace.detached();
    int size = 64 * PAGE;
    try (CudaContext context = CudaDriver.load().device(0).retainPrimaryContext();
        Remapped memory = new Remapped(64);
        Remapped back = new Remapped(64);
        RegistrationCache<PinnedRange> cache = RegistrationCache.of(new CudaRegistrar(context, space), CacheOptions.defaults("gpu"), space);
        CudaCopies copies = new CudaCopies(cache)) {
      Stream stream = context.createStream();
      DeviceMemory device = context.allocate(size);
      space.mapped(back.address(), size);
      back.map('.');
      for (int round = 0; round < 100; round++) {
        memory.map((char) ('a' + round % 26));
        space.mapped(memory.address(), size);
        copies.toDevice(memory.segment(), device, 0, stream).get(20, TimeUnit.SECONDS);
        copies.fromDevice(device, 0, back.segment(), stream).get(20, TimeUnit.SECONDS);
        assertThat(back.segment().mismatch(memory.segment())).as("round " + round).isEqualTo(-1);
        space.unmapped(memory.address(), size);
      }
      assertThat(cache.statistics().registrations()).isEqualTo(101);
    }
  }
}
