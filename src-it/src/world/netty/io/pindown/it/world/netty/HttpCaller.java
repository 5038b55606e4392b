package io.pindown.it.world.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.pindown.it.world.Pattern;
import io.pindown.it.world.Trial;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;

/** One connection of the client's side: a request after the other, each answer compared. Used by its event loop. */
final class HttpCaller extends SimpleChannelInboundHandler<FullHttpResponse> {
  /** How it went. */
  record Account(int right, int wrong, long sent, long received) {}

  private final Trial trial;
  private final SplittableRandom random;
  private final int requests;
  private final CompletableFuture<Account> account = new CompletableFuture<>();
  private long seed;
  private int wanted;
  private Account sum = new Account(0, 0, 0, 0);

  HttpCaller(Trial trial, long seed, int requests) {
    this.trial = trial;
    this.random = new SplittableRandom(seed);
    this.requests = requests;
  }

  CompletableFuture<Account> account() {
    return account;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) throws Exception {
    ask(context);
  }

  private void ask(ChannelHandlerContext context) throws Exception {
    seed = random.nextLong() >>> 1;
    wanted = Pattern.size(random, NettyHttp.LARGEST) - 1;
    byte[] body = Pattern.bytes(seed, Pattern.size(random, NettyHttp.LARGEST) - 1);
    ByteBuf content = context.alloc().directBuffer(body.length + 1).writeBytes(body);
    NettyMemory.send(trial, content);
    DefaultFullHttpRequest request =
        new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/" + seed + "/" + wanted, content);
    HttpUtil.setContentLength(request, body.length);
    sum = new Account(sum.right(), sum.wrong(), sum.sent() + body.length, sum.received());
    context.writeAndFlush(request);
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpResponse response) throws Exception {
    ByteBuf body = response.content();
    byte[] read = new byte[body.readableBytes()];
    body.getBytes(body.readerIndex(), read);
    NettyMemory.send(trial, body);
    boolean right = response.status().code() == 200 && Arrays.equals(read, Pattern.bytes(~seed, wanted));
    sum = new Account(sum.right() + (right ? 1 : 0), sum.wrong() + (right ? 0 : 1), sum.sent(), sum.received() + read.length);
    if (sum.right() + sum.wrong() < requests) {
      ask(context);
    } else {
      context.close();
      account.complete(sum);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    account.completeExceptionally(new IllegalStateException("closed after " + sum));
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    account.completeExceptionally(cause);
    context.close();
  }
}
