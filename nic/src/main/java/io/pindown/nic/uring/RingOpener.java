package io.pindown.nic.uring;

import io.pindown.nic.ffi.NativeException;
import java.lang.foreign.Arena;
import java.util.List;

/** Makes the parts of a ring, and says which setting is to blame when the kernel does not let it. */
final class RingOpener {
  private static final RingOptions SMALLEST = new RingOptions(1, 1, 1, true);

  private RingOpener() {}

  /** Opens the smallest ring and closes it again. */
  static Capability probe() {
    try {
      open(SMALLEST).close();
      return Capability.yes();
    } catch (IoUringUnavailableException e) {
      return Capability.no(e.getMessage());
    }
  }

  static Ring open(RingOptions options) {
    String system = System.getProperty("os.name", "unknown");
    if (!system.equals("Linux")) {
      throw new IoUringUnavailableException(Refusal.otherSystem(system), null);
    }
    Arena arena = Arena.ofShared();
    try {
      return assemble(options, arena);
    } catch (NativeException e) {
      arena.close();
      throw new IoUringUnavailableException(Refusal.explain(e.call(), e.errno(), KernelSettings.read()), e);
    } catch (Throwable t) {
      arena.close();
      throw t;
    }
  }

  private static Ring assemble(RingOptions options, Arena arena) {
    int completionEntries = Math.max(2 * options.operations(), options.entries());
    RingMemory memory = RingMemory.create(options.entries(), completionEntries, arena);
    try {
      if (!memory.hasNeededFeatures()) {
        throw new IoUringUnavailableException(Refusal.missingFeatures(memory.features(), KernelSettings.read()), null);
      }
      List<String> missing = OperationProbe.missing(memory.fd());
      if (!missing.isEmpty()) {
        throw new IoUringUnavailableException(Refusal.missingOperations(missing, KernelSettings.read()), null);
      }
      return new Ring(options, memory, arena);
    } catch (Throwable t) {
      memory.closeDescriptor();
      throw t;
    }
  }
}
