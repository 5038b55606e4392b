package io.pindown.agent.adapter;

import java.nio.ByteBuffer;

/**
 * A UcpMemory, which is made to implement this while it is loaded: a registration of the device's, or a view of one that a program holds.
 */
public interface JucxMemory {
  /** The native handle, null after deregister: the library's own method. */
  Long getNativeId();

  void pindownId(Long id);

  /** The {@link Ticket} of a view; null for a registration of the device's. */
  Object pindownTicket();

  void pindownTicket(Object ticket);

  /** Has it keep a buffer from being collected, as the library does for those who register one. */
  void pindownData(ByteBuffer buffer);

  int pindownMemoryType();

  /** Another one with the same native handle, of another range. */
  Object pindownView(long address, long length);
}
