package io.pindown.demo.app;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The receiver's answer to a batch.
 *
 * @param bytes how many arrived
 * @param digest digest of what arrived, 0 when none was asked for
 */
public record Receipt(long bytes, long digest) {
  /** Bytes of a receipt. */
  public static final int BYTES = 16;

  /** The receipt as it goes over the wire, big-endian, ready to be read. */
  public ByteBuffer toBytes() {
    return ByteBuffer.allocateDirect(BYTES).order(ByteOrder.BIG_ENDIAN).putLong(bytes).putLong(digest).flip();
  }

  /** The receipt in the next 16 bytes. */
  public static Receipt from(ByteBuffer bytes) {
    ByteBuffer wire = bytes.order(ByteOrder.BIG_ENDIAN);
    return new Receipt(wire.getLong(), wire.getLong());
  }
}
