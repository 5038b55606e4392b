package io.pindown.nic.registrar;

import io.pindown.nic.verbs.Loopback;
import io.pindown.nic.verbs.MemoryRegion;
import io.pindown.nic.verbs.QueuePair;
import io.pindown.nic.verbs.RequiresVerbs;
import io.pindown.registrar.Registrar;
import io.pindown.tck.CachedRegistrarTck;
import io.pindown.tck.Device;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The kit, on the first RDMA device; the device reads by RDMA WRITE to itself. */
@RequiresVerbs
class VerbsTckTest extends CachedRegistrarTck<MemoryRegion> {
  @Override
  protected Device<MemoryRegion> open() {
    return new VerbsPort();
  }

  private static final class VerbsPort implements Device<MemoryRegion> {
    private static final int ALL = 15;

    private final Loopback loop = Loopback.open();
    private final VerbsRegistrar registrar = new VerbsRegistrar(loop.domain);

    @Override
    public Registrar<MemoryRegion> registrar() {
      return registrar;
    }

    @Override
    public int registered() {
      return loop.domain.regions();
    }

    @Override
    public byte[] read(MemoryRegion region, long address, int length) {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment read = arena.allocate(length, 4096);
        try (MemoryRegion target = loop.domain.register(read, ALL)) {
          loop.here.postWrite(1, QueuePair.SIGNALED, read.address(), target.rkey(), region.slice(address, length));
          loop.next().expectSuccess();
        }
        return read.toArray(ValueLayout.JAVA_BYTE);
      }
    }

    @Override
    public void close() {
      loop.close();
    }
  }
}
