package io.pindown.demo.harness;

import io.pindown.demo.measure.Device;
import io.pindown.demo.measure.Way;
import java.nio.file.Path;
import java.util.Map;

/** The receiving process, and the start of senders that connect to it. */
final class ReceivingSide implements AutoCloseable {
  private final Device device;
  private final WorkloadPlan plan;
  private final ChildJvm process;
  private final String port;

  /** A receiver by a device. */
  ReceivingSide(Device device, WorkloadPlan plan) {
    this.device = device;
    this.plan = plan;
    process = ChildJvm.start("receiver", null, plan.flags(), Map.of(), ReceiverProcess.class.getName(), device.key());
    port = process.answer(() -> { });
  }

  /** A process that sends in the given way; only {@link Way#AGENT} gets the agent. */
  ChildJvm sender(Way way, Path agent) {
    return ChildJvm.start("sender, " + way.label(), way == Way.AGENT ? agent : null, plan.flags(), plan.environment(), SenderProcess.class.getName(),
        way.key(), port, device.key());
  }

  @Override
  public void close() {
    process.close();
  }
}
