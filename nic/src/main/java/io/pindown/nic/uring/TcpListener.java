package io.pindown.nic.uring;

import io.pindown.nic.ffi.Libc;
import io.pindown.nic.ffi.LibcConstants;
import io.pindown.nic.ffi.LibcSockets;
import io.pindown.nic.ffi.NativeException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** Accepts TCP connections over IPv4. Thread-safe. */
public final class TcpListener implements AutoCloseable {
  private static final int BACKLOG = 128;
  private static final byte[] LOOPBACK = {127, 0, 0, 1};

  private final Descriptor descriptor;

  private TcpListener(int fd) {
    descriptor = new Descriptor(fd, "the listener");
  }

  /**
   * Listens at an address; port 0 lets the kernel choose, see {@link #localAddress}.
   *
   * @throws IllegalArgumentException if the address is not a resolved IPv4 address
   * @throws NativeException if the address is in use, or not one of this host
   */
  public static TcpListener bind(InetSocketAddress address) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment encoded = Ipv4.encode(address, arena);
      int fd = Ipv4.newSocket();
      try {
        Ipv4.setOption(fd, "SO_REUSEADDR", LibcConstants.SOL_SOCKET, LibcConstants.SO_REUSEADDR, 1);
        int result = LibcSockets.bind(fd, encoded);
        if (result < 0) {
          throw new NativeException("bind", -result, "address is " + address);
        }
        NativeException.check("listen", LibcSockets.listen(fd, BACKLOG));
        return new TcpListener(fd);
      } catch (Throwable t) {
        Libc.close(fd);
        throw t;
      }
    }
  }

  /** Listens on 127.0.0.1, at a port that the kernel chooses. */
  public static TcpListener onLoopback() {
    try {
      return bind(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), 0));
    } catch (UnknownHostException e) {
      throw new AssertionError("four bytes are an address", e);
    }
  }

  /**
   * Waits for a connection.
   *
   * @throws IllegalStateException if the listener is closed, also while waiting
   */
  public TcpSocket accept() {
    return new TcpSocket((int) descriptor.call("accept4", fd -> LibcSockets.accept4(fd, LibcConstants.SOCK_CLOEXEC)));
  }

  public InetSocketAddress localAddress() {
    return Ipv4.ask("getsockname", LibcSockets::getsockname, fd());
  }

  /**
   * The descriptor.
   *
   * @throws IllegalStateException if closed
   */
  public int fd() {
    return descriptor.number();
  }

  /** Stops listening; connections that were accepted stay. No effect the second time. */
  @Override
  public void close() {
    descriptor.close(fd -> LibcSockets.shutdown(fd, LibcConstants.SHUT_RDWR));
  }
}
