package io.pindown.it.soak;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file full of zeros, in the program's working folder or in memory; gone when it is closed. */
public final class ScratchFile implements AutoCloseable {
  private static final Path DISK = Path.of("").toAbsolutePath();
  private static final Path MEMORY = Path.of("/dev/shm");

  private final Path path;
  private final FileChannel channel;

  private ScratchFile(Path folder, long size) throws IOException {
    path = Files.createTempFile(folder, "pindown-soak", ".bin");
    channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    grow(size);
  }

  /** On a disk: private mappings of it can be registered, shared ones cannot. */
  public static ScratchFile onDisk(long size) throws IOException {
    return new ScratchFile(DISK, size);
  }

  /** In the file system that is memory, where there is one: shared mappings of it can be registered. */
  static ScratchFile inMemory(long size) throws IOException {
    return new ScratchFile(canBeInMemory() ? MEMORY : DISK, size);
  }

  static boolean canBeInMemory() {
    return Files.isWritable(MEMORY);
  }

  public FileChannel channel() {
    return channel;
  }

  /** Makes it so long again, with zeros. */
  void grow(long size) throws IOException {
    channel.write(ByteBuffer.allocate(1), size - 1);
  }

  @Override
  public void close() throws IOException {
    channel.close();
    Files.delete(path);
  }
}
