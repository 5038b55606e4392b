package io.pindown.event;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A cached registration was taken out because its memory changed; committed when the cache notices, not inside the change. */
@Name("io.pindown.Invalidation")
@Label("Invalidation")
@Description("A cached registration was taken out because its memory changed")
@StackTrace(false)
public final class InvalidationEvent extends MemoryEvent {
  @Label("Hits")
  @Description("Changes of the memory since it was registered")
  int hits;

  public void commit(String registrar, long address, long length, int hits) {
    if (shouldCommit()) {
      of(registrar, address, length);
      this.hits = hits;
      commit();
    }
  }
}
