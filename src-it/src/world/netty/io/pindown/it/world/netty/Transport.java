package io.pindown.it.world.netty;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;

/**
 * What carries the bytes.
 *
 * @param group two event loops of it
 */
public record Transport(EventLoopGroup group, Class<? extends ServerChannel> server, Class<? extends Channel> client) {
  static final int LOOPS = 2;

  /** {@code nio}; {@code epoll} and {@code io_uring} are in a class of their own, which needs more jars. */
  @SuppressWarnings("deprecation") // the name that both Netty 4.1 and 4.2 have
  static Transport named(String name) throws ReflectiveOperationException {
    if (name.equals("nio")) {
      return new Transport(new NioEventLoopGroup(LOOPS), NioServerSocketChannel.class, NioSocketChannel.class);
    }
    return (Transport) Class.forName("io.pindown.it.world.netty.NativeTransports").getMethod("named", String.class).invoke(null, name);
  }
}
