package io.pindown.event;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** Memory was registered with a device. */
@Name("io.pindown.Registration")
@Label("Registration")
@Description("Memory was registered with a device")
public final class RegistrationEvent extends MemoryEvent {
  @Label("Access")
  int access;

  @Label("Cached")
  @Description("Whether the registration may be found again, or is for one use")
  boolean cached;

  @Label("One Use Because")
  @Description("Why the registration is for one use; empty if it is cached")
  String reason;

  /** Commits an event that began with {@code begin()}. */
  public void commit(String registrar, long address, long length, int access, String reason) {
    if (shouldCommit()) {
      of(registrar, address, length);
      this.access = access;
      this.cached = reason == null;
      this.reason = reason == null ? "" : reason;
      commit();
    }
  }
}
