package io.pindown.event;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** Memory was freed or remapped while a lease on its registration was out: a fault of the application. */
@Name("io.pindown.InUseInvalidation")
@Label("In-use Invalidation")
@Description("Memory was freed or remapped while a device may have been using it")
@StackTrace(false)
public final class InUseInvalidationEvent extends MemoryEvent {
  @Label("Leases")
  long leases;

  @Label("Acquired At")
  @Description("Stack of the last lease, if sites are recorded")
  String acquiredAt;

  @Label("Changed At")
  @Description("Stack of the change, if sites are recorded")
  String changedAt;

  public void commit(String registrar, long address, long length, long leases, String acquiredAt, String changedAt) {
    if (shouldCommit()) {
      of(registrar, address, length);
      this.leases = leases;
      this.acquiredAt = acquiredAt;
      this.changedAt = changedAt;
      commit();
    }
  }
}
