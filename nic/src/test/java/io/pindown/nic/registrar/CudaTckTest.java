package io.pindown.nic.registrar;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.nic.cuda.CudaContext;
import io.pindown.nic.cuda.StandIn;
import io.pindown.registry.AddressSpace;
import io.pindown.tck.CachedRegistrarTck;
import io.pindown.tck.Device;

/** The kit, on the stand-in for the CUDA driver, which has room for {@value io.pindown.tck.Device#ROOM} registrations. */
class CudaTckTest extends CachedRegistrarTck<PinnedRange> {
  @Override
  protected Device<PinnedRange> open() {
    StandIn standIn = StandIn.load();
    return new StandInDevice(standIn, standIn.driver().device(0).retainPrimaryContext(), space());
  }

  private static final class StandInDevice extends CudaDevices {
    private final StandIn standIn;
    private final long violations;

    StandInDevice(StandIn standIn, CudaContext context, AddressSpace space) {
      super(context, space);
      this.standIn = standIn;
      violations = standIn.violations();
      standIn.room(ROOM);
    }

    @Override
    public int registered() {
      assertThat(standIn.registered()).isEqualTo(registrar.extents());
      return standIn.registered();
    }

    @Override
    public int capacity() {
      return ROOM;
    }

    @Override
    public byte[] read(PinnedRange range, long address, int length) {
      long before = standIn.pageable();
      byte[] read = super.read(range, address, length);
      assertThat(standIn.pageable()).as("only the way back is not by registered memory").isEqualTo(before + 1);
      return read;
    }

    @Override
    public void close() {
      super.close();
      assertThat(standIn.violations()).as("rules of the driver's that were broken").isEqualTo(violations);
      assertThat(standIn.registered()).isZero();
      assertThat(standIn.objects()).isZero();
      assertThat(standIn.depth()).isZero();
    }
  }
}
