package io.pindown.it.world.netty;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;

/** The transports of Netty 4.2 with native code. */
public final class NativeTransports {
  private NativeTransports() {}

  /** Throws what the transport gives for its cause if it does not work here. */
  public static Transport named(String name) {
    return switch (name) {
      case "epoll" -> {
        Epoll.ensureAvailability();
        yield new Transport(
            new MultiThreadIoEventLoopGroup(Transport.LOOPS, EpollIoHandler.newFactory()),
            EpollServerSocketChannel.class, EpollSocketChannel.class);
      }
      case "io_uring" -> {
        IoUring.ensureAvailability();
        yield new Transport(
            new MultiThreadIoEventLoopGroup(Transport.LOOPS, IoUringIoHandler.newFactory()),
            IoUringServerSocketChannel.class, IoUringSocketChannel.class);
      }
      default -> throw new IllegalArgumentException("a transport is nio, epoll or io_uring: " + name);
    };
  }
}
