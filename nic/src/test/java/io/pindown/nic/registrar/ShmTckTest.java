package io.pindown.nic.registrar;

import io.pindown.nic.fabric.MemoryRegion;
import io.pindown.nic.fabric.Pair;
import io.pindown.nic.fabric.RequiresLibfabric;
import io.pindown.tck.CachedRegistrarTck;
import io.pindown.tck.Device;

/** The kit, over libfabric's shm, which pins nothing: it notes ranges, and looks at the memory when it is used. */
@RequiresLibfabric
class ShmTckTest extends CachedRegistrarTck<MemoryRegion> {
  @Override
  protected Device<MemoryRegion> open() {
    return new FabricDevice(new Pair("shm"), false);
  }
}
