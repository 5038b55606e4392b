package io.pindown.counters;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.function.LongSupplier;

/**
 * The counters of this process, in {@code TMP/pindown-UID/PID.counters}: there from the first {@link #open} on, written by whoever updates some, gone
 * with the process. Where the file cannot be had, all of this does nothing. Thread-safe; never called by who frees memory or hits.
 */
public final class ProcessCounters {
  /** What the mode of the agent is called by its number, from 0 on. */
  public static final String[] MODES = {"none", "off", "observe", "cache", "verify"};

  /** The key of the counter of the mode. */
  public static final int MODE = 1;

  private static final int LARGEST_KEY = CountersLayout.KEY_LENGTH / 4;

  private static CountersFile file;
  private static int mode = -1;
  private static LongSupplier modeNow = () -> 0;
  private static boolean failed;
  private static volatile Runnable beside; // null mostly

  private ProcessCounters() {}

  /**
   * Makes the file if there is none.
   *
   * @param agentMode where the number of the agent's mode is to be had from, each time something is written
   * @throws IOException saying why it cannot be had; only the first time
   */
  public static synchronized void open(LongSupplier agentMode) throws IOException {
    modeNow = agentMode;
    if (file == null && !failed) {
      failed = true;
      file = CountersFolder.create(Path.of(System.getProperty("java.io.tmpdir")));
      mode = take(CountersLayout.PROCESS_TYPE, "mode: 0 none, 1 off, 2 observe, 3 cache, 4 verify", MODE);
      failed = false;
      write();
    }
  }

  /**
   * Takes a counter.
   *
   * @param type one of {@link CountersLayout}
   * @param label ASCII
   * @param key ints
   * @return its number; below 0 if there is no file or no room, which {@link #set} and {@link #giveUp} take for nothing to do
   */
  public static synchronized int take(int type, String label, int... key) throws IOException {
    if (file == null) {
      return -1;
    }
    ByteBuffer bytes = ByteBuffer.allocate(CountersLayout.KEY_LENGTH).order(ByteOrder.nativeOrder());
    for (int i = 0; i < key.length && i < LARGEST_KEY; i++) {
      bytes.putInt(key[i]);
    }
    return file.take(type, bytes.array(), label);
  }

  /** Takes effect with the next {@link #write}. */
  public static synchronized void set(int counter, long value) {
    if (file != null) {
      file.set(counter, value);
    }
  }

  public static synchronized void giveUp(int counter) throws IOException {
    if (file != null) {
      file.giveUp(counter);
    }
  }

  /** Has somebody else set counters of his own before a cache's thread writes; null for no longer. Must be quick. */
  public static void beside(Runnable who) {
    beside = who;
  }

  /** Called by a cache's thread before it writes. */
  public static void runBeside() {
    Runnable who = beside;
    if (who != null) {
      who.run();
    }
  }

  /** Writes all values that were set. */
  public static synchronized void write() throws IOException {
    if (file != null) {
      file.set(mode, modeNow.getAsLong());
      file.write();
    }
  }
}
