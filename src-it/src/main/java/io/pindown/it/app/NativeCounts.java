package io.pindown.it.app;

import java.io.IOException;
import java.io.RandomAccessFile;

/** What a native library has registered, by its own count, in the file that the environment's PINDOWN_COUNTS names. */
public final class NativeCounts {
  private static final String FILE = System.getenv("PINDOWN_COUNTS");
  private static final long PATIENCE = 20_000_000_000L;

  private NativeCounts() {}

  /** Registrations so far. */
  public static long made() throws IOException {
    return word(0);
  }

  /** Registrations that there are now. */
  public static long live() throws IOException {
    long ended = word(1); // first: what is ended in between would be missing otherwise
    return word(0) - ended;
  }

  /** Deregistrations of what was not registered. */
  public static long wronglyEnded() throws IOException {
    return word(2);
  }

  /** Waits until so many registrations are left; returns how many are, also if the patience is at its end. */
  public static long awaitLive(long wanted) throws IOException {
    long deadline = System.nanoTime() + PATIENCE;
    while (live() != wanted && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    return live();
  }

  private static long word(int index) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(FILE, "r")) {
      file.seek(index * 8L);
      return Long.reverseBytes(file.readLong());
    }
  }
}
