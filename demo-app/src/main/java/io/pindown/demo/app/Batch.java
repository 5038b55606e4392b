package io.pindown.demo.app;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What the sender announces before it sends: a number of messages of one length. The receiver answers each batch with a {@link
 * Receipt}.
 *
 * @param digested whether the receiver computes a digest of all bytes, or only counts them
 * @param messages how many follow, at least 1
 * @param length bytes of each, at least 1
 */
public record Batch(boolean digested, int messages, long length) {
  /** Bytes of an announcement. */
  public static final int BYTES = 16;

  public Batch {
    if (messages < 1 || length < 1) {
      throw new IllegalArgumentException(messages + " messages of " + length + " bytes: both must be at least 1");
    }
  }

  /** Bytes of all messages together. */
  public long total() {
    return messages * length;
  }

  /** The announcement as it goes over the wire, big-endian, ready to be read. */
  public ByteBuffer toBytes() {
    return ByteBuffer.allocateDirect(BYTES).order(ByteOrder.BIG_ENDIAN)
        .putInt(digested ? 1 : 0).putInt(messages).putLong(length).flip();
  }

  /** The announcement in the next 16 bytes. */
  public static Batch from(ByteBuffer bytes) {
    ByteBuffer wire = bytes.order(ByteOrder.BIG_ENDIAN);
    return new Batch(wire.getInt() == 1, wire.getInt(), wire.getLong());
  }
}
