package io.pindown.agent.hook;

import java.io.FileDescriptor;
import java.io.IOException;

/**
 * Known at run time as {@code sun.nio.ch.$PindownTruncation}, and defined only where {@code RandomAccessFile.setLength} is a native, on
 * JDK 17: the part of its work that is ftruncate. Thread-safe.
 */
public final class PindownTruncation {
  /** {@code IOStatus.INTERRUPTED}. */
  private static final int INTERRUPTED = -3;

  private PindownTruncation() {}

  /** Makes a file as long as that, longer or shorter; throws IOException with the system's message. */
  public static void truncate(FileDescriptor file, long length) throws IOException {
    int result;
    do {
      result = InternalDispatcher.truncate0(file, length);
    } while (result == INTERRUPTED);
  }
}
