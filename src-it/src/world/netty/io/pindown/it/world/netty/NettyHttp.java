package io.pindown.it.world.netty;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.pindown.it.world.Trial;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A server and a few clients that keep their connections; bodies of all sizes both ways, each compared. */
public final class NettyHttp {
  private static final int CONNECTIONS = 4;
  static final int LARGEST = 2 << 20;

  private NettyHttp() {}

  public static void main(String[] args) {
    Trial.run(args, trial -> {
      Transport transport = Transport.named(trial.text("transport", "nio"));
      Channel server = new ServerBootstrap().group(transport.group()).channel(transport.server())
          .childHandler(pipeline(channel -> channel.addLast(new HttpServerCodec(), new HttpObjectAggregator(LARGEST), new HttpAnswers(trial))))
          .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)).sync().channel();
      List<CompletableFuture<HttpCaller.Account>> accounts = new ArrayList<>();
      for (int i = 0; i < CONNECTIONS; i++) {
        HttpCaller caller = new HttpCaller(trial, trial.seed() * CONNECTIONS + i, trial.count("requests", 40));
        accounts.add(caller.account());
        new Bootstrap().group(transport.group()).channel(transport.client())
            .handler(pipeline(channel -> channel.addLast(new HttpClientCodec(), new HttpObjectAggregator(LARGEST), caller)))
            .connect(server.localAddress()).sync();
      }
      for (int i = 0; i < CONNECTIONS; i++) {
        HttpCaller.Account account = accounts.get(i).get(120, TimeUnit.SECONDS);
        trial.result("connection-" + i, account);
      }
      server.close().sync();
      transport.group().shutdownGracefully(0, 5, TimeUnit.SECONDS).sync();
    });
  }

  private interface Handlers {
    void addTo(ChannelPipeline pipeline);
  }

  private static ChannelInitializer<Channel> pipeline(Handlers handlers) {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel channel) {
        handlers.addTo(channel.pipeline());
      }
    };
  }
}
