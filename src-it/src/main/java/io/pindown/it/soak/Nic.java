package io.pindown.it.soak;

/**
 * A device that sends from registered memory, and the truth about what it sent. Thread-safe.
 *
 * @param <P> what it knows pinned memory by
 */
public interface Nic<P> extends AutoCloseable {
  /**
   * Pins whole pages.
   *
   * @throws io.pindown.registrar.RegistrarException if that cannot be
   */
  P pin(long address, long length);

  void unpin(P pin);

  /**
   * Sends {@code [address, address + length)} of pinned memory and returns how many bytes did not arrive as they were written.
   *
   * @param content what the memory was filled with
   * @param from where in the content the first of these bytes is
   */
  long send(P pin, long address, long length, Content content, long from) throws Exception;

  /** What is pinned at the moment. */
  int pinned();

  /** What tells right from wrong, in words. */
  String truth();

  /** Whether pinning memory that is not there, as behind the end of a file, is refused. */
  boolean refusesHoles();

  @Override
  void close();
}
