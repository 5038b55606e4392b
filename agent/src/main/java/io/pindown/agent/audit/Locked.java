package io.pindown.agent.audit;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * Encrypted entries of an archive. The JDK opens no archive that has one, so their mark is taken off in a copy, where the other
 * entries can then be read. The layout is that of the central directory in PKWARE's application note, 4.3.12 and 4.3.16.
 */
final class Locked {
  private static final int END = 0x06054b50;
  private static final int END_BYTES = 22;
  private static final int LONGEST_COMMENT = 0xffff;
  private static final int ENTRY = 0x02014b50;
  private static final int ENTRY_BYTES = 46;

  private Locked() {}

  /**
   * Takes the marks off.
   *
   * @return the names of the entries that had one; empty when there are none, or when this is no archive of the plain form
   */
  static Set<String> unmark(Path copy) throws IOException {
    Set<String> names = new HashSet<>();
    try (RandomAccessFile file = new RandomAccessFile(copy.toFile(), "rw")) {
      byte[] tail = new byte[(int) Math.min(file.length(), END_BYTES + LONGEST_COMMENT)];
      file.seek(file.length() - tail.length);
      file.readFully(tail);
      for (int at = tail.length - END_BYTES; at >= 0; at--) {
        if (integer(tail, at) == END) {
          long size = integer(tail, at + 12) & 0xffffffffL;
          unmark(file, file.length() - tail.length + at - size, size, names);
          break;
        }
      }
    }
    return names;
  }

  private static void unmark(RandomAccessFile file, long start, long size, Set<String> names) throws IOException {
    byte[] entry = new byte[ENTRY_BYTES];
    for (long at = Math.max(0, start), end = start + size; at + ENTRY_BYTES <= end;) {
      file.seek(at);
      file.readFully(entry);
      if (integer(entry, 0) != ENTRY) {
        return;
      }
      byte[] name = new byte[unsignedShort(entry, 28)];
      file.readFully(name);
      if ((entry[8] & 1) != 0) {
        names.add(new String(name, StandardCharsets.UTF_8));
        file.seek(at + 8);
        file.write(entry[8] & ~1);
      }
      at += ENTRY_BYTES + name.length + unsignedShort(entry, 30) + unsignedShort(entry, 32);
    }
  }

  private static int unsignedShort(byte[] bytes, int at) {
    return bytes[at] & 0xff | (bytes[at + 1] & 0xff) << 8;
  }

  private static int integer(byte[] bytes, int at) {
    return unsignedShort(bytes, at) | unsignedShort(bytes, at + 2) << 16;
  }
}
