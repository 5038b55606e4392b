package io.pindown.registrar;

/**
 * Registers memory with one device context and deregisters it again.
 *
 * <p>Called by a registration cache, never while the cache holds a lock, and never from the thread that frees memory. Several
 * threads may register and deregister at the same time. It must not come back to a cache from here: two threads that do may wait for each other
 * for ever.
 *
 * @param <H> what the device's library calls a registration: a memory region, a buffer index, a pair of keys
 */
public interface Registrar<H> {

  /**
   * Pins and translates {@code [address, address + length)}.
   *
   * @param address first byte, a multiple of the page size
   * @param length bytes, above 0, a multiple of the page size
   * @param access the union of {@link Access} bits that the registration must allow
   * @return the registration, not null; it stays valid until {@link #deregister}
   * @throws RegistrarException if the device refuses; {@link RegistrarException.Reason#PRESSURE} makes the cache evict and try again
   */
  H register(long address, long length, int access);

  /**
   * {@link #register(long, long, int)}, and says of which bytes of the pages the caller knows that they are its own: what a cache calls. For a
   * device that can register a page only once, and must know whose it is.
   *
   * @param start first byte of what the registration is for, in the first page
   * @param end the byte behind its last one, in the last page or behind it
   */
  default H register(long address, long length, int access, long start, long end) {
    return register(address, length, access);
  }

  /**
   * Whether a registration may stay after the free of its block, for the next block there, where the cache was asked for that and the kernel says
   * that the pages are the same. Not with a device that finds registrations by address itself.
   */
  default boolean outlivesFree() {
    return true;
  }

  /**
   * Undoes {@link #register}; called exactly once for each registration. The memory may be gone already.
   *
   * @throws RegistrarException if the device refuses; the cache counts it and does not try again
   */
  void deregister(H handle);

  /**
   * Whether a registration pins memory. Where it does not, as with a registrar that only counts, what the cache would keep pinned is shown as just that.
   */
  default boolean pins() {
    return true;
  }

  /** A short name for statistics and messages. */
  default String name() {
    return getClass().getSimpleName();
  }
}
