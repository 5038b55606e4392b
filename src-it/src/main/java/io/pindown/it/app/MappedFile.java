package io.pindown.it.app;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file of a program's own, in its working folder, gone when it is closed. */
public final class MappedFile implements AutoCloseable {
  public final Path path;
  public final FileChannel channel;

  public MappedFile(int size) throws IOException {
    path = Files.createTempFile(Path.of("").toAbsolutePath(), "mapped", ".bin");
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = byteAt(i);
    }
    Files.write(path, bytes);
    channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  /** What is in the file at first. */
  static byte byteAt(int place) {
    return (byte) (place % 251 == 250 ? '\n' : 'a' + place % 23);
  }

  @Override
  public void close() throws IOException {
    channel.close();
    Files.delete(path);
  }
}
