package io.pindown.it.world.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.pindown.it.world.Pattern;
import io.pindown.it.world.Trial;
import java.util.Arrays;

/** The server's side: compares the request's body with what its path says, and answers with the bytes that the path asks for. */
final class HttpAnswers extends SimpleChannelInboundHandler<FullHttpRequest> {
  private final Trial trial;

  HttpAnswers(Trial trial) {
    this.trial = trial;
  }

  /** The path is {@code /seed/length-of-the-answer}. */
  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) throws Exception {
    String[] words = request.uri().split("/");
    long seed = Long.parseLong(words[1]);
    ByteBuf body = request.content();
    byte[] read = new byte[body.readableBytes()];
    body.getBytes(body.readerIndex(), read);
    NettyMemory.send(trial, body);
    boolean right = Arrays.equals(read, Pattern.bytes(seed, read.length));
    byte[] answer = Pattern.bytes(~seed, right ? Integer.parseInt(words[2]) : 0);
    ByteBuf content = context.alloc().directBuffer(answer.length + 1).writeBytes(answer);
    NettyMemory.send(trial, content);
    DefaultFullHttpResponse response =
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, right ? HttpResponseStatus.OK : HttpResponseStatus.BAD_REQUEST, content);
    HttpUtil.setContentLength(response, answer.length);
    context.writeAndFlush(response);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    trial.note("server-failure", cause);
    context.close();
  }
}
