package io.pindown.tck;

import io.pindown.registrar.Access;
import io.pindown.registrar.Registrar;

/**
 * A device context that one test of the kit has for itself, with room for {@value #ROOM} registrations at least.
 *
 * @param <H> the registrar's kind of registration
 */
public interface Device<H> extends AutoCloseable {
  /** Registrations that the kit holds at a time, at most, unless it fills the device up. */
  int ROOM = 32;

  /** The registrar under test; the same one each time. */
  Registrar<H> registrar();

  /** Registrations that there are now, by the device's or its library's own count; never the registrar's. */
  int registered();

  /** The union of {@link Access} bits that it allows. */
  default int rights() {
    return Access.LOCAL_WRITE | Access.REMOTE_WRITE | Access.REMOTE_READ | Access.REMOTE_ATOMIC;
  }

  /**
   * Whether it looks at the memory when that is registered, and so refuses what is not there. One that only notes the range, and looks when it
   * is used, cannot.
   */
  default boolean pins() {
    return true;
  }

  /** The number of registrations at which it says that there is no room for more; 0 if the kit should not try to reach that. */
  default int capacity() {
    return 0;
  }

  /** Whether registrations that share pages share what the device has of them, so that it counts fewer than there are. */
  default boolean sharesPages() {
    return false;
  }

  /**
   * What the device reads from registered memory: by its own operations, through the registration.
   *
   * @param address inside of what was registered
   */
  byte[] read(H registration, long address, int length) throws Exception;

  /** Ends the context. Harmless the second time. Registrations may be there still. */
  @Override
  void close();
}
