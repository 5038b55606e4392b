package io.pindown.nic.registrar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pindown.nic.fabric.FabricException;
import io.pindown.nic.fabric.RequiresLibfabric;
import io.pindown.nic.ffi.Errno;
import io.pindown.registry.AddressSpace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Its life; what it answers is in {@link SubscriptionsTest}, and over a device in FabricMonitorIT. */
@RequiresLibfabric
@ResourceLock("libfabric's imported monitor") // there is one in a process
class RegistryMonitorTest {
  @Test
  void isThereOnceAndCanBeTakenBack() {
    AddressSpace space = AddressSpace.detached();
    try (RegistryMonitor monitor = RegistryMonitor.install(space)) {
      FabricException busy = catchThrowableOfType(FabricException.class, () -> RegistryMonitor.install(space));
      assertThat(busy.error()).isEqualTo(Errno.EBUSY);
      assertThat(monitor.failure()).isNull();
      assertThat(monitor.statistics().subscriptions()).isZero();
      assertThat(monitor.statistics().refused().values()).containsOnly(0L);
    }
    RegistryMonitor again = RegistryMonitor.install(space);
    again.close();
    again.close();
  }
}
