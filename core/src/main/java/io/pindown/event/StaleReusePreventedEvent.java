package io.pindown.event;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** Memory is registered anew where a registration was whose memory has changed; committed by the thread that uses the memory. */
@Name("io.pindown.StaleReusePrevented")
@Label("Stale Reuse Prevented")
@Description("A cache that looks at addresses only would have used a registration of memory that is not there any more")
public final class StaleReusePreventedEvent extends MemoryEvent {
  public void commit(String registrar, long address, long length) {
    if (shouldCommit()) {
      of(registrar, address, length);
      commit();
    }
  }
}
