package io.pindown.it.world.netty;

import io.netty.buffer.ByteBuf;
import io.pindown.it.world.Trial;
import java.nio.ByteBuffer;

/** Where the bytes of a buffer of Netty's lie. */
final class NettyMemory {
  private NettyMemory() {}

  /** Sends what can be read from the buffer, as far as that is off the heap, part by part. */
  static void send(Trial trial, ByteBuf buffer) throws ReflectiveOperationException {
    if (!buffer.isReadable()) {
      return;
    }
    if (buffer.hasMemoryAddress()) {
      trial.outlet().send(buffer.memoryAddress() + buffer.readerIndex(), buffer.readableBytes());
      return;
    }
    for (ByteBuffer part : buffer.nioBuffers()) {
      if (part.isDirect()) {
        trial.outlet().send(part);
      }
    }
  }
}
