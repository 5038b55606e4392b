package io.pindown.agent;

import io.pindown.agent.hook.Inside;
import io.pindown.agent.kernel.FrameCheck;
import io.pindown.agent.kernel.KernelMonitor;
import io.pindown.agent.kernel.Unannounced;
import io.pindown.agent.kernel.VerifyReport;
import io.pindown.registry.AddressSpace;

/** Starts the kernel monitor, and in {@code mode=verify} what compares the hooks with it. Not loaded unless one of them is asked for. */
final class Verification {
  private Verification() {}

  static void start(Inside inside, AgentOptions options) {
    AddressSpace space = AddressSpace.process();
    boolean verify = options.mode() == AgentOptions.Mode.VERIFY;
    Unannounced unannounced = verify ? new Unannounced() : null;
    KernelMonitor monitor = KernelMonitor.start(inside, space, unannounced, options.monitorMappings());
    if (verify) {
      FrameCheck frames = FrameCheck.start(space, monitor);
      Runnable last = options.verifyReport() == null ? unannounced : new VerifyReport(monitor, unannounced, frames, options.verifyReport());
      Runtime.getRuntime().addShutdownHook(new Thread(null, last, "pindown-verify-report", 0L, false));
    }
  }
}
