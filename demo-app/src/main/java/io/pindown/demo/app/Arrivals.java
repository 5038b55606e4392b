package io.pindown.demo.app;

/** What arrives over a link, for a receiver. Used by one thread. */
public interface Arrivals extends AutoCloseable {
  /**
   * Waits for more, and adds it to a digest if there is one.
   *
   * @param most bytes that are still to come, above 0
   * @param digest null for none
   * @return bytes, {@code most} at most; 0 when the other side has closed the link
   */
  long take(long most, Digest digest);

  /** Closes the device, not the link. */
  @Override
  void close();
}
