package io.pindown.nic.fabric;

/** Access rights of registered memory, as bits with libfabric's values; a union may be asked for. */
public final class MemoryAccess {
  /** The source of messages: {@code FI_SEND}. */
  public static final long SEND = FabricConstants.FI_SEND;
  /** The target of messages: {@code FI_RECV}. */
  public static final long RECV = FabricConstants.FI_RECV;
  /** The local target of a read from a peer: {@code FI_READ}. */
  public static final long READ = FabricConstants.FI_READ;
  /** The local source of a write to a peer: {@code FI_WRITE}. */
  public static final long WRITE = FabricConstants.FI_WRITE;
  /** Peers may read it: {@code FI_REMOTE_READ}. */
  public static final long REMOTE_READ = FabricConstants.FI_REMOTE_READ;
  /** Peers may write it: {@code FI_REMOTE_WRITE}. */
  public static final long REMOTE_WRITE = FabricConstants.FI_REMOTE_WRITE;

  private static final long ALL = SEND | RECV | READ | WRITE | REMOTE_READ | REMOTE_WRITE;

  private MemoryAccess() {}

  /**
   * Returns {@code access} if it has known bits only, and one at least.
   *
   * @throws IllegalArgumentException otherwise
   */
  public static long check(long access) {
    if (access == 0 || (access & ~ALL) != 0) {
      throw new IllegalArgumentException(
          "access is 0x" + Long.toHexString(access) + "; allowed is any union of 0x" + Long.toHexString(ALL) + ", but for 0");
    }
    return access;
  }
}
