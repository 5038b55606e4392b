package io.pindown.agent;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** A small text file that a user has named: read whole, as UTF-8. What is no file with an end, as a pipe or a device, is refused unread, or a start would wait for it. */
public final class TextFile {
  /** The largest, in bytes. */
  public static final int MOST_BYTES = 1 << 20;

  private TextFile() {}

  /** @throws IOException saying what is wrong with the file; its name is the caller's to say */
  public static String read(String path) throws IOException {
    Path file;
    try {
      file = Path.of(path);
    } catch (InvalidPathException e) {
      throw new IOException("it is no path: ".concat(String.valueOf(e.getReason())));
    }
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
    if (!attributes.isRegularFile()) {
      throw new IOException("it is no regular file");
    }
    byte[] bytes;
    try (FileInputStream in = new FileInputStream(file.toFile())) { // no channel, which leaves a direct buffer with the thread
      bytes = in.readNBytes(MOST_BYTES + 1); // not by its size, which may change
    }
    if (bytes.length > MOST_BYTES) {
      throw new IOException("it has more than ".concat(Integer.toString(MOST_BYTES)).concat(" bytes"));
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new IOException("it is not UTF-8", e);
    }
  }
}
