package io.pindown.bench.trace.record;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;

/** Where direct buffers are. */
final class DirectBuffers {
  private DirectBuffers() {}

  /** The address of the byte at the buffer's position. */
  static long address(ByteBuffer buffer) {
    ByteBuf wrapped = Unpooled.wrappedBuffer(buffer);
    try {
      return wrapped.memoryAddress() + wrapped.readerIndex();
    } finally {
      wrapped.release();
    }
  }
}
