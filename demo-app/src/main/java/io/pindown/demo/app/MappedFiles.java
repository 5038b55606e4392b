package io.pindown.demo.app;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Two files F1 and F2, mapped privately in turn. The kernel usually puts each where the other has just been. Each is rewritten
 * before it is mapped again, as a spool or a log segment would be.
 */
public final class MappedFiles implements PayloadSource {
  /** Memory-backed, so that the demonstration does not wait for a disk; pinning a private mapping works on any file system. */
  private static final Path SHARED_MEMORY = Path.of("/dev/shm");

  private final long length;
  private final Path folder;
  private final FileChannel[] files = new FileChannel[2];

  /** Makes both files, of the given length, in a folder of their own. */
  public MappedFiles(long length) throws IOException {
    this.length = length;
    folder = Files.isWritable(SHARED_MEMORY)
        ? Files.createTempDirectory(SHARED_MEMORY, "pindown-demo")
        : Files.createTempDirectory("pindown-demo");
    for (int file = 0; file < files.length; file++) {
      files[file] = FileChannel.open(folder.resolve("F" + (file + 1)), StandardOpenOption.CREATE_NEW, StandardOpenOption.READ,
          StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
      files[file].write(ByteBuffer.allocate(1), length - 1);
    }
  }

  @Override
  public String name() {
    return "mapped files";
  }

  @Override
  public long length() {
    return length;
  }

  @Override
  public Payload take(int generation) throws IOException {
    FileChannel file = files[(generation + 1) % 2];
    rewrite(file, generation);
    Arena arena = Arena.ofShared();
    try {
      return new MappedPayload(arena, file.map(MapMode.PRIVATE, 0, length, arena));
    } catch (IOException | RuntimeException failed) {
      arena.close();
      throw failed;
    }
  }

  private void rewrite(FileChannel file, int generation) throws IOException {
    ByteBuffer head = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
    for (long page = 0; page + Long.BYTES <= length; page += Pattern.PAGE) {
      head.clear().putLong(generation * 31L + page).flip();
      file.write(head, page);
    }
  }

  @Override
  public void close() throws IOException {
    for (FileChannel file : files) {
      file.close();
    }
    Files.delete(folder);
  }

  /** A mapping that lives as long as its arena. */
  record MappedPayload(Arena arena, MemorySegment memory) implements Payload {
    @Override
    public void close() {
      arena.close();
    }
  }
}
