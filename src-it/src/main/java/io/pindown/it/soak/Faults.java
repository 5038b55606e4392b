package io.pindown.it.soak;

import io.pindown.cache.CacheOptions;
import io.pindown.cache.Lease;
import io.pindown.it.app.Artefact;
import io.pindown.it.app.OffHeap;
import io.pindown.registrar.Access;
import io.pindown.registry.AddressSpace;

/** What a correct program never does: frees memory under a lease, a given number of times. Each must be counted, once. */
final class Faults {
  private static final long SIZE = 200_003;

  private Faults() {}

  static <P> void commit(int times, Nic<P> nic, AddressSpace space, Artefact artefact) {
    Port<P> port = new Port<>("faults", nic, CacheOptions.defaults("faults"), space);
    int stillValid = 0;
    for (int i = 0; i < times; i++) {
      long block = OffHeap.allocate(SIZE);
      Lease<?> lease = port.lease(block, SIZE, Access.LOCAL_READ);
      OffHeap.free(block);
      stillValid += lease.isValid() ? 1 : 0;
      lease.release();
    }
    artefact.put("faults/committed", times);
    artefact.put("faults/still-valid", stillValid);
    port.close(artefact);
  }
}
