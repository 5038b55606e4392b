package io.pindown.counters;

import static io.pindown.counters.CountersLayout.HEADER;
import static io.pindown.counters.CountersLayout.KEY_LENGTH;
import static io.pindown.counters.CountersLayout.KEY_OFFSET;
import static io.pindown.counters.CountersLayout.LABEL_LENGTH;
import static io.pindown.counters.CountersLayout.LABEL_OFFSET;
import static io.pindown.counters.CountersLayout.METADATA;
import static io.pindown.counters.CountersLayout.VALUE;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;

/**
 * Writes one counters file. Values are set in memory, and all written at once by {@link #write}. Plain writes and no mapping: mapping a file, or
 * setting its length, are changes of memory that hooks would tell of. Not thread-safe.
 */
final class CountersFile {
  private static final int COUNTERS = 1024;

  private final Path path;
  private final RandomAccessFile file;
  private final byte[] values = new byte[COUNTERS * VALUE];
  private final ByteBuffer valueAt = ByteBuffer.wrap(values).order(ByteOrder.nativeOrder());
  private final boolean[] taken = new boolean[COUNTERS];
  private int used;
  private long writings;

  private CountersFile(Path path, RandomAccessFile file) {
    this.path = path;
    this.file = file;
  }

  /**
   * Makes it, readable for its owner only, and removed when the JVM ends.
   *
   * @throws java.nio.file.FileAlreadyExistsException if there is one of this name
   */
  static CountersFile create(Path path, ProcessIdentity process) throws IOException {
    Files.createFile(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    removeAtExit(path);
    CountersFile created = new CountersFile(path, new RandomAccessFile(path.toFile(), "rw"));
    ByteBuffer header = ByteBuffer.allocate(HEADER).order(ByteOrder.nativeOrder());
    header.putInt(8, CountersLayout.VERSION).putInt(CountersLayout.COUNTERS_OFFSET, COUNTERS);
    header.putLong(CountersLayout.PID_OFFSET, process.pid()).putLong(CountersLayout.START_OFFSET, process.start());
    header.putLong(CountersLayout.NAMESPACE_OFFSET, process.namespace());
    created.put(CountersLayout.size(COUNTERS) - 1L, new byte[1], 1);
    created.put(0, header.array(), HEADER);
    created.putLong(0, CountersLayout.MAGIC); // last: what has no magic is not looked at
    return created;
  }

  private static void removeAtExit(Path path) throws IOException {
    try {
      path.toFile().deleteOnExit();
    } catch (IllegalStateException | LinkageError e) {
      Files.deleteIfExists(path);
      throw new IOException("the JVM is ending", e);
    }
  }

  Path path() {
    return path;
  }

  /**
   * Takes a counter, its value 0.
   *
   * @param key at most {@value CountersLayout#KEY_LENGTH} bytes
   * @param label ASCII; what is longer than {@value CountersLayout#LABEL_LENGTH} is cut off
   * @return its number; below 0 if there is no room
   */
  int take(int type, byte[] key, String label) throws IOException {
    int counter = 0;
    while (counter < COUNTERS && taken[counter]) {
      counter++;
    }
    if (counter == COUNTERS) {
      return -1;
    }
    byte[] text = label.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    int length = Math.min(text.length, LABEL_LENGTH);
    ByteBuffer record = ByteBuffer.allocate(METADATA).order(ByteOrder.nativeOrder());
    record.putInt(CountersLayout.TYPE_OFFSET, type).putInt(LABEL_OFFSET, length);
    record.position(KEY_OFFSET).put(key, 0, Math.min(key.length, KEY_LENGTH));
    record.position(LABEL_OFFSET + 4).put(text, 0, length);
    long at = HEADER + (long) counter * METADATA;
    put(at, record.array(), METADATA);
    Arrays.fill(values, counter * VALUE, (counter + 1) * VALUE, (byte) 0);
    file.seek(CountersLayout.values(COUNTERS) + (long) counter * VALUE);
    file.write(values, counter * VALUE, VALUE);
    putInt(at, CountersLayout.IN_USE); // last: then it is all there
    taken[counter] = true;
    used = Math.max(used, counter + 1);
    return counter;
  }

  /** Gives a counter up; harmless for one below 0. */
  void giveUp(int counter) throws IOException {
    if (counter >= 0) {
      putInt(HEADER + (long) counter * METADATA, CountersLayout.GIVEN_UP);
      taken[counter] = false;
    }
  }

  /** In memory; harmless for a counter below 0. */
  void set(int counter, long value) {
    if (counter >= 0) {
      valueAt.putLong(counter * VALUE, value);
    }
  }

  /** Writes all values. */
  void write() throws IOException {
    putLong(CountersLayout.BEGUN_OFFSET, ++writings);
    put(CountersLayout.values(COUNTERS), values, used * VALUE);
    putLong(CountersLayout.TIME_OFFSET, System.currentTimeMillis());
    putLong(CountersLayout.ENDED_OFFSET, writings);
  }

  private void put(long at, byte[] bytes, int length) throws IOException {
    file.seek(at);
    file.write(bytes, 0, length);
  }

  private void putInt(long at, int value) throws IOException {
    put(at, ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt(0, value).array(), 4);
  }

  private void putLong(long at, long value) throws IOException {
    put(at, ByteBuffer.allocate(8).order(ByteOrder.nativeOrder()).putLong(0, value).array(), 8);
  }
}
