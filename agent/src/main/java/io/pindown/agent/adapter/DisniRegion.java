package io.pindown.agent.adapter;

/** A NatIbvMr, which is made to implement this while it is loaded: a registration of the device's, or a view that a program holds. */
public interface DisniRegion {
  /** Its number in the native library: the library's own method. */
  long getObjId();

  /** Whether it has not been deregistered; the library's own methods where it has them, from 1.4 on or so. */
  default boolean isOpen() {
    return true;
  }

  default void close() {}

  /** The {@link Ticket} of a view; null for a registration of the device's. */
  Object pindownTicket();

  void pindownTicket(Object ticket);

  /** Another one with the same number and keys, of another range. */
  Object pindownView(long address, int length);
}
