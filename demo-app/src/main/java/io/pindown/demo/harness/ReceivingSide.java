package io.pindown.demo.harness;

import io.pindown.demo.measure.Way;
import java.nio.file.Path;

/** The receiving process, and the start of senders that connect to it. */
final class ReceivingSide implements AutoCloseable {
  private final ChildJvm process = ChildJvm.start("receiver", null, ReceiverProcess.class.getName());
  private final String port = process.answer(() -> { });

  /** A process that sends in the given way; only {@link Way#AGENT} gets the agent. */
  ChildJvm sender(Way way, Path agent) {
    return ChildJvm.start("sender, " + way.label(), way == Way.AGENT ? agent : null, SenderProcess.class.getName(), way.key(), port);
  }

  @Override
  public void close() {
    process.close();
  }
}
