package io.pindown.nic.registrar;

import io.pindown.nic.uring.Capability;
import io.pindown.nic.uring.NativeFile;
import io.pindown.nic.uring.Region;
import io.pindown.nic.uring.Ring;
import io.pindown.nic.uring.RingOptions;
import io.pindown.registrar.Access;
import io.pindown.registrar.Registrar;
import io.pindown.tck.CachedRegistrarTck;
import io.pindown.tck.Device;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Assumptions;

/** The kit, on a ring with {@value io.pindown.tck.Device#ROOM} fixed buffers; the device reads by WRITE_FIXED to a file in memory. */
class IoUringTckTest extends CachedRegistrarTck<Region> {
  @Override
  protected Device<Region> open() {
    Capability capability = Ring.probe();
    if (!capability.available()) {
      System.out.println("SKIPPED " + getClass().getSimpleName() + ": " + capability.cause());
    }
    Assumptions.assumeTrue(capability.available(), capability.cause());
    return new UringDevice(Ring.open(RingOptions.defaults().withRegions(Device.ROOM)));
  }

  private static final class UringDevice implements Device<Region> {
    private final Ring ring;
    private final IoUringRegistrar registrar;

    UringDevice(Ring ring) {
      this.ring = ring;
      this.registrar = new IoUringRegistrar(ring);
    }

    @Override
    public Registrar<Region> registrar() {
      return registrar;
    }

    @Override
    public int registered() {
      return ring.regionCount();
    }

    @Override
    public int rights() {
      return Access.LOCAL_WRITE;
    }

    @Override
    public int capacity() {
      return Device.ROOM;
    }

    @Override
    public byte[] read(Region region, long address, int length) {
      try (NativeFile file = NativeFile.inMemory("pindown-tck"); Arena arena = Arena.ofConfined()) {
        ring.writeFixed(file.fd(), 0, region, address, length);
        MemorySegment read = arena.allocate(length);
        file.read(0, read);
        return read.toArray(ValueLayout.JAVA_BYTE);
      }
    }

    @Override
    public void close() {
      ring.close();
    }
  }
}
