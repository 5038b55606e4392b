package io.pindown.it.world.netty;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.pindown.it.app.KnownUses;
import io.pindown.it.world.Trial;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.SynchronousQueue;

/** Sends and receives by a channel of Netty's, so often as is known. What is at the other end is an ordinary socket with its arrays. */
public final class NettyKnownUses {
  private static final int RECEIVES = 20;
  private static final int MESSAGE = 1000;

  private NettyKnownUses() {}

  public static void main(String[] args) {
    Trial.run(args, trial -> {
      Transport transport = Transport.named(trial.text("transport", "nio"));
      SynchronousQueue<Integer> came = new SynchronousQueue<>();
      try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        Channel channel = new Bootstrap().group(transport.group()).channel(transport.client())
            .option(ChannelOption.AUTO_READ, false)
            // one chunk of 64 KiB, in which all that is received lies
            .option(ChannelOption.ALLOCATOR, new PooledByteBufAllocator(true, 0, 1, 8192, 3, 0, 0, false))
            .option(ChannelOption.RCVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(MESSAGE).maxMessagesPerRead(1))
            .handler(new Receiver(came))
            .connect(server.getLocalSocketAddress()).sync().channel();
        try (Socket peer = server.accept()) {
          for (int i = 0; i < RECEIVES; i++) {
            peer.getOutputStream().write(new byte[MESSAGE]);
            channel.read();
            require(came.take() == MESSAGE);
          }
          InputStream in = peer.getInputStream();
          KnownUses uses = new KnownUses(buffer -> {
            channel.writeAndFlush(Unpooled.wrappedBuffer(buffer)).sync();
            require(in.readNBytes(KnownUses.BLOCK).length == KnownUses.BLOCK);
          });
          uses.run();
          trial.note("stale", uses.stale());
          channel.close().sync();
        }
      }
    });
  }

  private static void require(boolean holds) throws IOException {
    if (!holds) {
      throw new IOException("a transfer was not as it is counted");
    }
  }

  /** Hands on how much has come. */
  private static final class Receiver extends ChannelInboundHandlerAdapter {
    private final SynchronousQueue<Integer> to;

    Receiver(SynchronousQueue<Integer> to) {
      this.to = to;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws InterruptedException {
      ByteBuf buffer = (ByteBuf) message;
      int bytes = buffer.readableBytes();
      buffer.release();
      to.put(bytes);
    }
  }
}
