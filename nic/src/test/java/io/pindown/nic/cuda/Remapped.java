package io.pindown.nic.cuda;

import io.pindown.nic.ffi.Libc;
import io.pindown.nic.ffi.LibcConstants;
import io.pindown.nic.ffi.NativeException;
import java.lang.foreign.MemorySegment;

/** Pages at one address that are mapped anew as often as a test likes. */
public final class Remapped implements AutoCloseable {
  private static final int ANONYMOUS = LibcConstants.MAP_PRIVATE | LibcConstants.MAP_ANONYMOUS;
  private static final int READ_WRITE = LibcConstants.PROT_READ | LibcConstants.PROT_WRITE;

  private final long length;
  private final long address;

  public Remapped() {
    this(1);
  }

  public Remapped(int pages) {
    length = pages * 4096L;
    address = NativeException.check("mmap", Libc.mmap(0, length, READ_WRITE, ANONYMOUS, -1, 0));
  }

  public long address() {
    return address;
  }

  /** New pages, full of that letter. */
  public void map(char letter) {
    map(0, length, letter);
  }

  /** New pages in a part. */
  public void map(long offset, long bytes, char letter) {
    NativeException.check("mmap", Libc.mmap(address + offset, bytes, READ_WRITE, ANONYMOUS | LibcConstants.MAP_FIXED, -1, 0));
    segment().asSlice(offset, bytes).fill((byte) letter);
  }

  /** New pages that can only be read. */
  public void mapReadOnly() {
    NativeException.check("mmap", Libc.mmap(address, length, LibcConstants.PROT_READ, ANONYMOUS | LibcConstants.MAP_FIXED, -1, 0));
  }

  @SuppressWarnings("restricted")
  public MemorySegment segment() {
    return MemorySegment.ofAddress(address).reinterpret(length);
  }

  @Override
  public void close() {
    Libc.munmap(address, length);
  }
}
