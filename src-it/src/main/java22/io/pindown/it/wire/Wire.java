package io.pindown.it.wire;

import io.pindown.nic.uring.Region;
import java.lang.foreign.MemorySegment;

/** Takes bytes from registered memory to somewhere else in the same process. */
interface Wire extends AutoCloseable {
  /** Sends {@code [address, address + arrived.byteSize())} of a region and waits until the bytes are in {@code arrived}. */
  void send(Region region, long address, MemorySegment arrived) throws Exception;

  @Override
  void close();
}
