package io.pindown.demo.app;

import java.lang.foreign.MemorySegment;

/**
 * How the application comes to registered memory for a message: the one thing in which the ways of sending differ.
 *
 * @param <R> what the NIC's library calls registered memory
 */
public interface Pinning<R> extends AutoCloseable {
  /** The memory to send from: the message's own, or wherever it has to be copied first. */
  default MemorySegment stage(MemorySegment message) {
    return message;
  }

  /** A registration that covers what {@link #stage} gave. */
  R pin(MemorySegment staged);

  /** The message was sent, the registration is not needed for it any longer. */
  void unpin(R region);

  /** How many registrations the application has asked the library for. */
  long registered();

  /** How many of them it has closed. */
  long closed();

  @Override
  void close();
}
