package io.pindown.nic.registrar;

import io.pindown.nic.fabric.Hints;
import io.pindown.nic.fabric.Info;
import io.pindown.nic.fabric.Libfabric;
import io.pindown.nic.fabric.MemoryRegion;
import io.pindown.nic.fabric.Pair;
import io.pindown.nic.fabric.RequiresLibfabric;
import io.pindown.tck.CachedRegistrarTck;
import io.pindown.tck.Device;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/**
 * The kit, over verbs, which the test that starts this in the guest names by {@code -Dfabric.source} and {@code -Dfabric.domain}, with
 * libfabric's own cache off. {@link TcpTckTest} and {@link ShmTckTest} have the providers that pin nothing.
 */
@RequiresLibfabric
class LibfabricTckTest extends CachedRegistrarTck<MemoryRegion> {
  @Override
  protected Device<MemoryRegion> open() {
    String domain = System.getProperty("fabric.domain");
    if (domain == null) {
      System.out.println("SKIPPED " + getClass().getSimpleName() + ": no RDMA device; FabricMonitorIT runs it in the guest");
    }
    Assumptions.assumeTrue(domain != null, "no RDMA device");
    List<Info> found =
        Libfabric.getInfo(Hints.of("verbs;ofi_rxm").withSource(System.getProperty("fabric.source"), null).withDomain(domain));
    return new FabricDevice(new Pair(found.get(0)), true);
  }
}
