package io.pindown.nic.fabric;

/**
 * Registered memory: {@code struct fid_mr}. Closing it deregisters. It does not keep the memory alive, and it does not follow when the
 * address is unmapped and mapped again. Close it when the operations that use it have completed.
 */
public final class MemoryRegion extends FabricObject {
  /** What was asked for. */
  record Range(long address, long length, long access) {}

  private final MemoryRegistration owner;
  private final Range range;
  private final long descriptor;
  private final long key;
  private final long origin;
  private boolean counted = true; // guarded by this

  MemoryRegion(long fid, Domain domain, MemoryRegistration owner, Range range, long descriptor, long key, long origin) {
    super(fid, domain);
    this.owner = owner;
    this.range = range;
    this.descriptor = descriptor;
    this.key = key;
    this.origin = origin;
  }

  /** First registered byte. */
  public long memory() {
    return range.address();
  }

  /** Bytes. */
  public long length() {
    return range.length();
  }

  /** The union of {@link MemoryAccess} bits that was asked for. */
  public long access() {
    return range.access();
  }

  /** What an operation of this domain's is given for local memory in it: {@code fi_mr_desc}. */
  public long descriptor() {
    return descriptor;
  }

  /** What a peer names it by: {@code fi_mr_key}. */
  public long key() {
    return key;
  }

  /**
   * How a peer names the byte at {@code address} in its operations, together with {@link #key}.
   *
   * @throws IndexOutOfBoundsException if it is not a registered byte
   */
  public long remoteAddress(long address) {
    if (address < range.address() || address >= range.address() + range.length()) {
      throw new IndexOutOfBoundsException("0x" + Long.toHexString(address) + " is not inside " + this);
    }
    return address - origin;
  }

  @Override
  public void close() {
    super.close();
    synchronized (this) {
      if (counted) {
        counted = false;
        owner.closed();
      }
    }
  }

  @Override
  public String toString() {
    return "MemoryRegion[0x" + Long.toHexString(range.address()) + ", +" + range.length() + ", key 0x" + Long.toHexString(key) + "]";
  }
}
