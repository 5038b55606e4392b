package io.pindown.nic.uring;

import io.pindown.nic.ffi.Libc;
import io.pindown.nic.ffi.LibcConstants;
import io.pindown.nic.ffi.NativeException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/** A file with a descriptor that a {@link Ring} can use; the JDK's own channels do not give theirs. Thread-safe. */
public final class NativeFile implements AutoCloseable {
  private static final int OWNER_READS_AND_WRITES = 0600;

  private final Descriptor descriptor;

  private NativeFile(int fd) {
    descriptor = new Descriptor(fd, "the file");
  }

  /** Opens a file for reading and writing, and creates it if it is not there. */
  public static NativeFile open(Path path) {
    int flags = LibcConstants.O_RDWR | LibcConstants.O_CREAT | LibcConstants.O_CLOEXEC;
    return new NativeFile(NativeException.check("open " + path, Libc.open(path.toString(), flags, OWNER_READS_AND_WRITES)));
  }

  /** Opens a file for reading. */
  public static NativeFile openReadOnly(Path path) {
    int flags = LibcConstants.O_RDONLY | LibcConstants.O_CLOEXEC;
    return new NativeFile(NativeException.check("open " + path, Libc.open(path.toString(), flags, 0)));
  }

  /** Makes a file that has no name in the file system and is gone when closed (memfd_create(2)); {@code name} is for /proc only. */
  public static NativeFile inMemory(String name) {
    return new NativeFile(NativeException.check("memfd_create", Libc.memfd_create(name, LibcConstants.MFD_CLOEXEC)));
  }

  /**
   * The descriptor, for the operations of a ring.
   *
   * @throws IllegalStateException if closed
   */
  public int fd() {
    return descriptor.number();
  }

  /** Bytes in the file. */
  public long size() {
    return descriptor.call("lseek", fd -> Libc.lseek(fd, 0, LibcConstants.SEEK_END));
  }

  /** Cuts the file, or extends it by zeros. */
  public void setSize(long size) {
    descriptor.call("ftruncate", fd -> Libc.ftruncate(fd, size));
  }

  /**
   * Reads by pread(2), without a ring.
   *
   * @return bytes, fewer than the size of {@code memory} only at the end of the file
   */
  public long read(long offset, MemorySegment memory) {
    Arguments.writable(memory);
    long done = 0;
    while (done < memory.byteSize()) {
      MemorySegment rest = memory.asSlice(done);
      long at = offset + done;
      long read = descriptor.call("pread", fd -> Libc.pread(fd, rest, at));
      if (read == 0) {
        break;
      }
      done += read;
    }
    return done;
  }

  /** Closes the descriptor. No effect the second time. */
  @Override
  public void close() {
    descriptor.close(fd -> {});
  }
}
