package io.pindown.nic.verbs;

import static io.pindown.nic.verbs.VerbsConstants.IBV_ACCESS_LOCAL_WRITE;
import static io.pindown.nic.verbs.VerbsConstants.IBV_ACCESS_REMOTE_ATOMIC;
import static io.pindown.nic.verbs.VerbsConstants.IBV_ACCESS_REMOTE_READ;
import static io.pindown.nic.verbs.VerbsConstants.IBV_ACCESS_REMOTE_WRITE;
import static io.pindown.nic.verbs.VerbsLayouts.MR$LAYOUT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;

/**
 * Registered memory: pinned, and known to the device by two keys, until it is closed. Thread-safe.
 *
 * <p>A region is of the pages that lay behind its address when it was registered. It does not keep the memory alive, and it does not
 * follow when the address is unmapped and mapped again: an operation then moves the old pages' bytes, and completes with success.
 *
 * <p>Close a region when the requests that use it have completed; a peer's request by its {@link #rkey} fails from then on with {@code
 * IBV_WC_REM_ACCESS_ERR}, which breaks the connection.
 */
public final class MemoryRegion extends Resource {
  private static final int LOCAL_WRITERS = IBV_ACCESS_REMOTE_WRITE | IBV_ACCESS_REMOTE_ATOMIC;
  private static final int KNOWN = IBV_ACCESS_LOCAL_WRITE | LOCAL_WRITERS | IBV_ACCESS_REMOTE_READ;

  private final long pointer;
  private final long address;
  private final long length;
  private final int access;
  private final int lkey;
  private final int rkey;

  @SuppressWarnings("restricted")
  MemoryRegion(ProtectionDomain domain, long pointer, long address, long length, int access) {
    super(domain);
    this.pointer = pointer;
    this.address = address;
    this.length = length;
    this.access = access;
    MemorySegment region = MemorySegment.ofAddress(pointer).reinterpret(MR$LAYOUT.byteSize());
    lkey = region.get(JAVA_INT, VerbsLayouts.offset(MR$LAYOUT, "lkey"));
    rkey = region.get(JAVA_INT, VerbsLayouts.offset(MR$LAYOUT, "rkey"));
  }

  static void checkAccess(int access) {
    if ((access & ~KNOWN) != 0) {
      throw new IllegalArgumentException(
          "access 0x" + Integer.toHexString(access) + " has unknown bits; allowed is any union of 0x" + Integer.toHexString(KNOWN));
    }
    if ((access & LOCAL_WRITERS) != 0 && (access & IBV_ACCESS_LOCAL_WRITE) == 0) {
      throw new IllegalArgumentException(
          "access 0x" + Integer.toHexString(access) + " lets a peer write but not the device here; verbs wants LOCAL_WRITE (1) with it");
    }
  }

  public long address() {
    return address;
  }

  /** Bytes, above 0. */
  public long length() {
    return length;
  }

  /** The access that it was registered with. */
  public int access() {
    return access;
  }

  /** The key for work requests of this process. */
  public int lkey() {
    return lkey;
  }

  /** The key for a peer's requests; of use only if the access has a remote right. */
  public int rkey() {
    return rkey;
  }

  /**
   * A part of it, for a work request.
   *
   * @throws IndexOutOfBoundsException if it is not a part
   */
  public Slice slice(long start, long bytes) {
    // start - address wraps for a start far away, and is then negative or too large: one comparison serves all cases
    long from = start - address;
    if (bytes < 1 || bytes > Slice.MAX_LENGTH || from < 0 || from > length - bytes) {
      throw new IndexOutOfBoundsException("[0x" + Long.toHexString(start) + ", +" + bytes + ") is not inside " + this);
    }
    return new Slice(start, (int) bytes, lkey);
  }

  @Override
  void destroy() {
    VerbsException.check("ibv_dereg_mr", ObjectCalls.ibv_dereg_mr(pointer));
  }

  @Override
  public String toString() {
    return "MemoryRegion [0x" + Long.toHexString(address) + ", +" + length + "), access 0x" + Integer.toHexString(access);
  }
}
