package io.pindown.nic.fabric;

import static io.pindown.nic.fabric.FabricLayouts.IOVEC$LAYOUT;
import static io.pindown.nic.fabric.FabricLayouts.MR_ATTR$LAYOUT;
import static io.pindown.nic.fabric.FabricLayouts.offset;
import static io.pindown.nic.fabric.ObjectLayouts.DOMAIN$LAYOUT;
import static io.pindown.nic.fabric.ObjectLayouts.MR$LAYOUT;
import static io.pindown.nic.fabric.ObjectLayouts.OPS_MR$LAYOUT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** The registrations of one domain. Thread-safe. */
final class MemoryRegistration {
  private static final long OPS = offset(DOMAIN$LAYOUT, "mr");

  private final Domain domain;
  private final boolean virtualAddresses;
  private final AtomicLong lastKey = new AtomicLong();
  private final AtomicInteger open = new AtomicInteger();

  MemoryRegistration(Domain domain, Info info) {
    this.domain = domain;
    this.virtualAddresses = info.usesVirtualAddresses();
  }

  int open() {
    return open.get();
  }

  void closed() {
    open.getAndDecrement();
  }

  MemoryRegion register(long address, long length, long access) {
    checkRange(address, length);
    MemoryAccess.check(access);
    domain.enter();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment registered = arena.allocate(JAVA_LONG);
      int result;
      int tries = 0;
      do { // the application may have chosen some of the next keys; no more than there are registrations
        result = Calls.reg(function("reg"), domain.address(), address, length, access, lastKey.incrementAndGet(), registered);
      } while (result == -FabricConstants.FI_ENOKEY && tries++ <= open.get());
      check("fi_mr_reg", address, length, result);
      return region(registered, address, length, access);
    } finally {
      domain.leave();
    }
  }

  MemoryRegion register(long address, long length, long access, long requestedKey) {
    checkRange(address, length);
    MemoryAccess.check(access);
    domain.enter();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment range = arena.allocate(IOVEC$LAYOUT);
      range.set(JAVA_LONG, offset(IOVEC$LAYOUT, "iov_base"), address);
      range.set(JAVA_LONG, offset(IOVEC$LAYOUT, "iov_len"), length);
      MemorySegment attributes = arena.allocate(MR_ATTR$LAYOUT);
      attributes.set(JAVA_LONG, offset(MR_ATTR$LAYOUT, "mr_iov"), range.address());
      attributes.set(JAVA_LONG, offset(MR_ATTR$LAYOUT, "iov_count"), 1);
      attributes.set(JAVA_LONG, offset(MR_ATTR$LAYOUT, "access"), access);
      attributes.set(JAVA_LONG, offset(MR_ATTR$LAYOUT, "requested_key"), requestedKey);
      MemorySegment registered = arena.allocate(JAVA_LONG);
      check("fi_mr_regattr", address, length, Calls.regattr(function("regattr"), domain.address(), attributes, registered));
      return region(registered, address, length, access);
    } finally {
      domain.leave();
    }
  }

  private MemorySegment function(String name) {
    return NativeMemory.function(domain.address(), OPS, OPS_MR$LAYOUT, name);
  }

  private MemoryRegion region(MemorySegment registered, long address, long length, long access) {
    long fid = registered.get(JAVA_LONG, 0);
    open.getAndIncrement();
    return new MemoryRegion(
        fid,
        domain,
        this,
        new MemoryRegion.Range(address, length, access),
        NativeMemory.word(fid, MR$LAYOUT, "mem_desc"),
        NativeMemory.word(fid, MR$LAYOUT, "key"),
        virtualAddresses ? 0 : address);
  }

  private static void check(String call, long address, long length, int result) {
    if (result < 0) {
      throw new FabricException(call, result, "[0x" + Long.toHexString(address) + ", +" + length + ")");
    }
  }

  private static void checkRange(long address, long length) {
    if (address <= 0 || length <= 0 || address > Long.MAX_VALUE - length) {
      throw new IllegalArgumentException(
          "[0x" + Long.toHexString(address) + ", +" + length + ") is no range: it needs an address above 0, 1 byte at least, and an end below 2^63");
    }
  }
}
