package io.pindown.demo.app;

import io.pindown.nic.uring.Region;
import java.lang.foreign.MemorySegment;

/** How the application comes to registered memory for a message: the one thing in which the ways of sending differ. */
public interface Pinning extends AutoCloseable {
  /** The memory to send from: the message's own, or wherever it has to be copied first. */
  default MemorySegment stage(MemorySegment message) {
    return message;
  }

  /** A registration that covers what {@link #stage} gave. */
  Region pin(MemorySegment staged);

  /** The message was sent, the registration is not needed for it any longer. */
  void unpin(Region region);

  /** How many registrations the application has asked the library for. */
  long registered();

  /** How many of them it has closed. */
  long closed();

  @Override
  void close();
}
