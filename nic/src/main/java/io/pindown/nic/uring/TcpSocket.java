package io.pindown.nic.uring;

import io.pindown.nic.ffi.Errno;
import io.pindown.nic.ffi.Libc;
import io.pindown.nic.ffi.LibcConstants;
import io.pindown.nic.ffi.LibcSockets;
import io.pindown.nic.ffi.NativeException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;

/**
 * A TCP connection over IPv4, whose descriptor a {@link Ring} can use. Thread-safe; one thread may send while another receives.
 *
 * <p>Close it after the ring's operations on it have completed.
 */
public final class TcpSocket implements AutoCloseable {
  private final Descriptor descriptor;

  TcpSocket(int fd) {
    descriptor = new Descriptor(fd, "the socket");
  }

  /**
   * Connects, waiting for the peer.
   *
   * @throws IllegalArgumentException if the address is not a resolved IPv4 address
   * @throws NativeException if nobody answers
   */
  public static TcpSocket connect(InetSocketAddress peer) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment address = Ipv4.encode(peer, arena);
      int fd = Ipv4.newSocket();
      try {
        int result = LibcSockets.connect(fd, address);
        if (result == -Errno.EINTR) {
          // The connection goes on being made; calling again is an error. Its end shows as writability.
          result = Connecting.await(fd);
        }
        if (result < 0) {
          throw new NativeException("connect", -result, "peer is " + peer);
        }
        return new TcpSocket(fd);
      } catch (Throwable t) {
        Libc.close(fd);
        throw t;
      }
    }
  }

  /**
   * The descriptor, for the operations of a ring.
   *
   * @throws IllegalStateException if closed
   */
  public int fd() {
    return descriptor.number();
  }

  public boolean isOpen() {
    return descriptor.isOpen();
  }

  public InetSocketAddress localAddress() {
    return Ipv4.ask("getsockname", LibcSockets::getsockname, fd());
  }

  public InetSocketAddress peerAddress() {
    return Ipv4.ask("getpeername", LibcSockets::getpeername, fd());
  }

  /** TCP_NODELAY: whether small segments are sent at once. */
  public void setNoDelay(boolean value) {
    Ipv4.setOption(fd(), "TCP_NODELAY", LibcConstants.IPPROTO_TCP, LibcConstants.TCP_NODELAY, value ? 1 : 0);
  }

  /** SO_SNDBUF in bytes; the kernel doubles it and has bounds of its own. */
  public void setSendBuffer(int bytes) {
    Ipv4.setOption(fd(), "SO_SNDBUF", LibcConstants.SOL_SOCKET, LibcConstants.SO_SNDBUF, bytes);
  }

  /** SO_RCVBUF in bytes; the kernel doubles it and has bounds of its own. */
  public void setReceiveBuffer(int bytes) {
    Ipv4.setOption(fd(), "SO_RCVBUF", LibcConstants.SOL_SOCKET, LibcConstants.SO_RCVBUF, bytes);
  }

  /** Sends all of {@code memory} by send(2), without a ring. */
  public void send(MemorySegment memory) {
    Arguments.address(memory);
    long size = memory.byteSize();
    for (long done = 0; done < size; ) {
      MemorySegment rest = memory.asSlice(done);
      done += descriptor.call("send", fd -> LibcSockets.send(fd, rest, LibcConstants.MSG_NOSIGNAL));
    }
  }

  /**
   * Receives what is there by recv(2), without a ring, waiting for the first byte.
   *
   * @return bytes, 1 to the size of {@code memory}; 0 when the peer has closed its side
   */
  public long receive(MemorySegment memory) {
    Arguments.writable(memory);
    return descriptor.call("recv", fd -> LibcSockets.recv(fd, memory, 0));
  }

  /**
   * Receives until {@code memory} is full or the peer has closed its side.
   *
   * @return bytes received; fewer than the size of {@code memory} only at the end of the stream
   */
  public long receiveFully(MemorySegment memory) {
    long done = 0;
    while (done < memory.byteSize()) {
      long received = receive(memory.asSlice(done));
      if (received == 0) {
        break;
      }
      done += received;
    }
    return done;
  }

  /** Tells the peer that nothing more will be sent; receiving goes on. */
  public void shutdownOutput() {
    descriptor.call("shutdown", fd -> LibcSockets.shutdown(fd, LibcConstants.SHUT_WR));
  }

  /** Closes the connection; a thread that waits in this object gets an IllegalStateException. No effect the second time. */
  @Override
  public void close() {
    descriptor.close(fd -> LibcSockets.shutdown(fd, LibcConstants.SHUT_RDWR));
  }
}
