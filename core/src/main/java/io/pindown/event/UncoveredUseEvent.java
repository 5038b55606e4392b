package io.pindown.event;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** Memory was registered for one use since changes of it could go unseen; committed by the thread that uses the memory. */
@Name("io.pindown.UncoveredUse")
@Label("Uncovered Use")
@Description("Memory was registered for one use, since changes of it could go unseen")
public final class UncoveredUseEvent extends MemoryEvent {
  @Label("Reason")
  @Description("Why changes could go unseen")
  String reason;

  public void commit(String registrar, long address, long length, String reason) {
    if (shouldCommit()) {
      of(registrar, address, length);
      this.reason = reason;
      commit();
    }
  }
}
