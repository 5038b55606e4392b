package io.pindown.nic.verbs;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A global identifier of a port: an IPv6 address, or one of IPv4 mapped to that.
 *
 * @param prefix its first 8 bytes
 * @param interfaceId its last 8 bytes
 */
public record Gid(long prefix, long interfaceId) {
  static final int BYTES = 16;

  /** {@code raw} is a union ibv_gid, in network order. */
  static Gid read(MemorySegment raw) {
    return new Gid(raw.get(JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN), 0), raw.get(JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN), 8));
  }

  void write(MemorySegment raw, long offset) {
    raw.set(JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN), offset, prefix);
    raw.set(JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN), offset + 8, interfaceId);
  }

  /** As {@code ::ffff:a.b.c.d}, which RoCE version 2 sends over IPv4. */
  public boolean isIpv4() {
    return prefix == 0 && interfaceId >>> 32 == 0xffff && (int) interfaceId != 0;
  }

  /** Whether there is anything: tables have empty places. */
  public boolean isEmpty() {
    return interfaceId == 0;
  }

  @Override
  public String toString() {
    try {
      String mapped = isIpv4() ? "::ffff:" : "";
      return mapped + InetAddress.getByAddress(ByteBuffer.allocate(BYTES).putLong(prefix).putLong(interfaceId).array()).getHostAddress();
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e); // 16 bytes are always one
    }
  }
}
