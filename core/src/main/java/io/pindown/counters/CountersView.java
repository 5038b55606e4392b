package io.pindown.counters;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/**
 * A counters file as it was at one moment. For who has Agrona, its CountersReader over the two parts of the file does the same.
 *
 * @param identity whose file it is
 * @param time when the values were written, in milliseconds since 1970; 0 if they have not been yet
 * @param counters those in use, in the order of the file
 */
public record CountersView(ProcessIdentity identity, long time, List<Counter> counters) {
  private static final int TRIES = 100;
  private static final int LARGEST = CountersLayout.size(1 << 16);

  /**
   * One counter.
   *
   * @param key {@value CountersLayout#KEY_LENGTH} bytes
   */
  public record Counter(int type, byte[] key, String label, long value) {
    /** The int at a place in the key, counted in ints. */
    public int keyInt(int place) {
      return ByteBuffer.wrap(key).order(ByteOrder.nativeOrder()).getInt(place * 4);
    }
  }

  /** @throws IOException if it cannot be read, or is no counters file of this version */
  public static CountersView read(Path file) throws IOException {
    for (int i = 0; i < TRIES; i++) {
      ByteBuffer bytes = bytes(file, LARGEST);
      CountersView view = parse(file, bytes);
      // the header comes first in the file, so it was read first: what had ended then had ended before the values were read
      if (view != null && bytes(file, CountersLayout.HEADER).getLong(CountersLayout.BEGUN_OFFSET) == bytes.getLong(CountersLayout.ENDED_OFFSET)) {
        return view;
      }
      Thread.onSpinWait();
    }
    throw new IOException(file + " is being written each time it is read");
  }

  private static ByteBuffer bytes(Path file, int most) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class, java.nio.file.LinkOption.NOFOLLOW_LINKS);
    if (!attributes.isRegularFile() || attributes.size() < CountersLayout.HEADER || attributes.size() > LARGEST) {
      throw new IOException(file + " is no counters file");
    }
    byte[] bytes = ProcessIdentity.read(file, most);
    if (bytes.length < CountersLayout.HEADER) {
      throw new IOException(file + " is no counters file"); // cut since
    }
    return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
  }

  /** Whose file that is; null if it is none, or not all there yet. */
  static ProcessIdentity identity(Path file) {
    try {
      return identity(bytes(file, CountersLayout.HEADER));
    } catch (IOException e) {
      return null;
    }
  }

  private static ProcessIdentity identity(ByteBuffer bytes) {
    boolean ours = bytes.getLong(0) == CountersLayout.MAGIC && bytes.getInt(8) == CountersLayout.VERSION;
    return ours
        ? new ProcessIdentity(
            bytes.getLong(CountersLayout.PID_OFFSET), bytes.getLong(CountersLayout.START_OFFSET), bytes.getLong(CountersLayout.NAMESPACE_OFFSET))
        : null;
  }

  /** Null if it was written meanwhile. */
  static CountersView parse(Path file, ByteBuffer bytes) throws IOException {
    ProcessIdentity identity = identity(bytes);
    int counters = bytes.getInt(CountersLayout.COUNTERS_OFFSET);
    if (identity == null || counters < 1 || counters > 1 << 16 || bytes.capacity() < CountersLayout.size(counters)) {
      throw new IOException(file + " is no counters file of version " + CountersLayout.VERSION);
    }
    if (bytes.getLong(CountersLayout.BEGUN_OFFSET) != bytes.getLong(CountersLayout.ENDED_OFFSET)) {
      return null;
    }
    List<Counter> all = new ArrayList<>();
    for (int i = 0; i < counters; i++) {
      int record = CountersLayout.HEADER + i * CountersLayout.METADATA;
      int state = bytes.getInt(record);
      if (state == CountersLayout.UNUSED) {
        break;
      }
      if (state == CountersLayout.IN_USE) {
        all.add(counter(bytes, record, CountersLayout.values(counters) + i * CountersLayout.VALUE));
      }
    }
    return new CountersView(identity, bytes.getLong(CountersLayout.TIME_OFFSET), all);
  }

  private static Counter counter(ByteBuffer bytes, int record, int value) {
    byte[] key = new byte[CountersLayout.KEY_LENGTH];
    bytes.get(record + CountersLayout.KEY_OFFSET, key);
    int length = Math.max(0, Math.min(CountersLayout.LABEL_LENGTH, bytes.getInt(record + CountersLayout.LABEL_OFFSET)));
    byte[] label = new byte[length];
    bytes.get(record + CountersLayout.LABEL_OFFSET + 4, label);
    return new Counter(bytes.getInt(record + CountersLayout.TYPE_OFFSET), key, new String(label, StandardCharsets.US_ASCII), bytes.getLong(value));
  }
}
