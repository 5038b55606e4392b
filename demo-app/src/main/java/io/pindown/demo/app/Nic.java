package io.pindown.demo.app;

import java.lang.foreign.MemorySegment;

/**
 * A NIC's library as the application uses it: registers memory, and sends messages from it to the other side of a link. Used by one thread.
 *
 * @param <R> what the library calls registered memory
 */
public interface Nic<R> extends AutoCloseable {
  /** Pins memory and makes it known to the device. */
  R register(MemorySegment memory);

  /** Ends a registration. */
  void deregister(R region);

  /** Sends one message from registered memory, and returns when the memory is the caller's again. */
  void send(R region, MemorySegment message);

  /** Closes the device, not the link. */
  @Override
  void close();
}
