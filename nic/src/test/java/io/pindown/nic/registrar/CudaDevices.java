package io.pindown.nic.registrar;

import io.pindown.nic.cuda.CudaContext;
import io.pindown.nic.cuda.DeviceMemory;
import io.pindown.nic.cuda.Stream;
import io.pindown.registrar.Access;
import io.pindown.registrar.Registrar;
import io.pindown.registry.AddressSpace;
import io.pindown.tck.Device;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** A context of its own, as the kit wants it: the device reads by a copy to its memory, and back to memory that is registered nowhere. */
class CudaDevices implements Device<PinnedRange> {
  final CudaContext context;
  final CudaRegistrar registrar;

  CudaDevices(CudaContext context, AddressSpace space) {
    this.context = context;
    registrar = new CudaRegistrar(context, space);
  }

  @Override
  public Registrar<PinnedRange> registrar() {
    return registrar;
  }

  /** A real driver does not tell; what it has is what is not closed. */
  @Override
  public int registered() {
    return registrar.extents();
  }

  @Override
  public boolean sharesPages() {
    return true;
  }

  @Override
  public int rights() {
    return Access.LOCAL_WRITE;
  }

  @Override
  public byte[] read(PinnedRange range, long address, int length) {
    try (Arena arena = Arena.ofConfined(); Stream stream = context.createStream(); DeviceMemory memory = context.allocate(length)) {
      range.copyToDevice(address, length, memory, 0, stream);
      stream.synchronize();
      MemorySegment read = arena.allocate(length);
      stream.copyFromDevice(memory, 0, read.address(), length);
      stream.synchronize();
      return read.toArray(ValueLayout.JAVA_BYTE);
    }
  }

  @Override
  public void close() {
    context.close();
  }
}
