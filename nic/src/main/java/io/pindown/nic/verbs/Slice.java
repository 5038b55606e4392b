package io.pindown.nic.verbs;

/**
 * A scatter and gather entry: registered memory that a work request reads or writes.
 *
 * @param address first byte
 * @param length bytes, above 0, 2^31 - 1 at most
 * @param lkey of the region that it lies in
 */
public record Slice(long address, int length, int lkey) {
  static final long MAX_LENGTH = Integer.MAX_VALUE;

  public Slice {
    Arguments.memory(address, length);
  }
}
