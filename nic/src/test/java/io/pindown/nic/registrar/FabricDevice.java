package io.pindown.nic.registrar;

import io.pindown.nic.fabric.MemoryRegion;
import io.pindown.nic.fabric.Pair;
import io.pindown.tck.Device;

/** A domain of libfabric's for the kit, read by writing to another end point; {@code pins}: whether the provider looks at the memory. */
record FabricDevice(Pair pair, LibfabricRegistrar registrar, boolean pins) implements Device<MemoryRegion> {
  FabricDevice(Pair pair, boolean pins) {
    this(pair, new LibfabricRegistrar(pair.domain()), pins);
  }

  @Override
  public int registered() {
    return pair.domain().registrations();
  }

  @Override
  public byte[] read(MemoryRegion region, long address, int length) {
    return pair.written(region, address, length);
  }

  @Override
  public void close() {
    pair.close();
  }
}
