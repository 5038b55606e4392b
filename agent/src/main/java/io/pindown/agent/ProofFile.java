package io.pindown.agent;

import io.pindown.agent.hook.Inside;
import java.io.Closeable;
import java.io.FileDescriptor;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.invoke.MethodHandles;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An empty temporary file that goes with the process, however that ends: its name is taken away as soon as it is open, and it is opened again by the number
 * of its descriptor. Where that cannot be, as without {@code /proc}, its name goes when it is closed. Not thread-safe.
 */
class ProofFile implements Closeable {
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

  private final Path named;
  private final RandomAccessFile opened;
  private final Path path;

  ProofFile(Inside inside) throws Throwable {
    named = Files.createTempFile("pindown-self-test-", ".tmp");
    RandomAccessFile file = null;
    try {
      file = new RandomAccessFile(named.toFile(), "rw");
      Path numbered = DESCRIPTORS.resolve(Integer.toString(number(inside, file.getFD())));
      boolean same = Files.exists(numbered) && Files.isSameFile(numbered, named);
      if (same) {
        Files.delete(named);
      }
      opened = file;
      path = same ? numbered : named;
    } catch (Throwable e) {
      Files.deleteIfExists(named);
      if (file != null) {
        file.close();
      }
      throw e;
    }
  }

  /** Of the descriptor. Called before anything else of this object is there. */
  int number(Inside inside, FileDescriptor descriptor) throws ReflectiveOperationException, IOException {
    return (int) MethodHandles.privateLookupIn(FileDescriptor.class, inside.lookup()).findVarHandle(FileDescriptor.class, "fd", int.class).get(descriptor);
  }

  /** To open it by. */
  Path path() {
    return path;
  }

  @Override
  public void close() throws IOException {
    try {
      opened.close();
    } finally {
      Files.deleteIfExists(named);
    }
  }
}
