package io.pindown.agent.downcall;

import java.lang.invoke.MethodHandle;
import java.util.function.LongBinaryOperator;

/** {@code munmap} as a JDK type: what java.base can call without knowing the agent. Thread-safe. */
final class Unmapping implements LongBinaryOperator {
  /** A handle gets code of its own after 127 calls, by making a class. */
  private static final int ENOUGH_CALLS = 300;

  private final MethodHandle munmap;

  /** @param munmap takes an address and a length, returns 0 or -1 in its lower half */
  Unmapping(MethodHandle munmap) {
    this.munmap = munmap;
  }

  @Override
  public long applyAsLong(long address, long length) {
    try {
      return (int) (long) munmap.invokeExact(address, length);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** Calls it with a length that the kernel refuses. */
  void warmUp() {
    for (int i = 0; i < ENOUGH_CALLS; i++) {
      if (applyAsLong(0L, 0L) != -1L) {
        throw new IllegalStateException("munmap of no bytes did not fail");
      }
    }
  }
}
