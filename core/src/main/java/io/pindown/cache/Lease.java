package io.pindown.cache;

/**
 * The right to use a registration until it is released. Release it once, from any thread, when the device is done with the memory.
 *
 * @param <H> the registrar's kind of registration
 */
public interface Lease<H> extends AutoCloseable {
  /** First registered byte, the begin of a page; at or below the address that was asked for. */
  long address();

  /** Registered bytes from {@link #address} on, whole pages; what was asked for lies inside. */
  long length();

  /** The union of {@link io.pindown.registrar.Access} bits that the registration allows. */
  int access();

  /** The device's registration, valid until this lease is released. */
  H handle();

  /** Whether the registration may be found again, or is for this use only. */
  boolean isCached();

  /** Why the registration is for this use only; null if it is cached. */
  OneUse whyNotCached();

  /**
   * Whether no change of the memory has been seen since it was registered. If not, the application has freed or remapped memory that
   * it is still using; what the device then transfers is the old memory's contents, which stays pinned until the release.
   */
  boolean isValid();

  /**
   * Ends the use.
   *
   * @throws IllegalStateException if the registration was released more often than it was leased
   */
  void release();

  /** The same as {@link #release}. */
  @Override
  default void close() {
    release();
  }
}
