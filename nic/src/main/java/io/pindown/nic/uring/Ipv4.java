package io.pindown.nic.uring;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.pindown.nic.ffi.LibcConstants;
import io.pindown.nic.ffi.LibcSockets;
import io.pindown.nic.ffi.NativeException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;

/** Socket addresses as the C library has them. */
final class Ipv4 {
  // struct sockaddr_in { sa_family_t sin_family; in_port_t sin_port; struct in_addr sin_addr; unsigned char sin_zero[8]; };  <netinet/in.h>
  static final StructLayout SOCKADDR_IN$LAYOUT =
      MemoryLayout.structLayout(
              JAVA_SHORT.withName("sin_family"),
              JAVA_SHORT.withName("sin_port"),
              JAVA_INT.withName("sin_addr"),
              MemoryLayout.sequenceLayout(8, JAVA_BYTE).withName("sin_zero"))
          .withName("struct sockaddr_in");

  private static final ValueLayout.OfShort NETWORK_SHORT = JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN);
  private static final int ADDRESS_BYTES = 4;
  private static final long PORT = UringLayouts.offset(SOCKADDR_IN$LAYOUT, "sin_port");
  private static final long ADDR = UringLayouts.offset(SOCKADDR_IN$LAYOUT, "sin_addr");

  /** getsockname or getpeername. */
  @FunctionalInterface
  interface NameCall {
    int apply(int fd, MemorySegment address, MemorySegment length);
  }

  private Ipv4() {}

  static MemorySegment encode(InetSocketAddress address, Arena arena) {
    if (!(address.getAddress() instanceof Inet4Address host)) {
      throw new IllegalArgumentException(address + " is not a resolved IPv4 address, which is what is allowed");
    }
    MemorySegment encoded = arena.allocate(SOCKADDR_IN$LAYOUT);
    encoded.set(JAVA_SHORT, 0, (short) LibcConstants.AF_INET);
    encoded.set(NETWORK_SHORT, PORT, (short) address.getPort());
    MemorySegment.copy(MemorySegment.ofArray(host.getAddress()), 0, encoded, ADDR, ADDRESS_BYTES);
    return encoded;
  }

  static InetSocketAddress ask(String name, NameCall call, int fd) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment address = arena.allocate(SOCKADDR_IN$LAYOUT);
      MemorySegment length = arena.allocateFrom(JAVA_INT, (int) address.byteSize());
      NativeException.check(name, call.apply(fd, address, length));
      byte[] host = address.asSlice(ADDR, ADDRESS_BYTES).toArray(JAVA_BYTE);
      return new InetSocketAddress(InetAddress.getByAddress(host), Short.toUnsignedInt(address.get(NETWORK_SHORT, PORT)));
    } catch (UnknownHostException e) {
      throw new AssertionError("four bytes are an address", e);
    }
  }

  static int newSocket() {
    return NativeException.check(
        "socket", LibcSockets.socket(LibcConstants.AF_INET, LibcConstants.SOCK_STREAM | LibcConstants.SOCK_CLOEXEC, 0));
  }

  static void setOption(int fd, String what, int level, int option, int value) {
    try (Arena arena = Arena.ofConfined()) {
      NativeException.check("setsockopt(" + what + ")", LibcSockets.setsockopt(fd, level, option, arena.allocateFrom(JAVA_INT, value)));
    }
  }
}
