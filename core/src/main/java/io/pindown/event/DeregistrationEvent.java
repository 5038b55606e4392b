package io.pindown.event;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** Memory was deregistered. */
@Name("io.pindown.Deregistration")
@Label("Deregistration")
@Description("Memory was deregistered")
public final class DeregistrationEvent extends MemoryEvent {
  /** Commits an event that began with {@code begin()}. */
  public void commit(String registrar, long address, long length) {
    if (shouldCommit()) {
      of(registrar, address, length);
      commit();
    }
  }
}
