package io.pindown.agent.hook;

import java.io.IOException;
import java.util.function.LongBinaryOperator;

/**
 * Known at run time as {@code java.lang.$PindownUnmap}, and defined only when the JDK's native {@code unmap0} is replaced in a class that
 * was loaded before the agent: unmaps in its place. Thread-safe.
 */
public final class PindownUnmap {
  /** {@code munmap(address, length)}, 0 or -1. Written once, before the native is replaced. */
  public static volatile LongBinaryOperator munmap;

  private PindownUnmap() {}

  /**
   * @return 0
   * @throws IOException if the kernel refuses, as it does for an address that is no page's
   */
  public static int unmap(long address, long length) throws IOException {
    if (munmap.applyAsLong(address, length) != 0L) {
      throw new IOException("Unmap failed");
    }
    return 0;
  }
}
