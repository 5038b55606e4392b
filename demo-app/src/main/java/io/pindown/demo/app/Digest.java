package io.pindown.demo.app;

import java.lang.foreign.MemorySegment;
import java.util.zip.CRC32C;

/** CRC-32C of bytes in native memory: about as fast as memory is, so that checking does not drown what is measured. */
public final class Digest {
  private static final long STEP = 1L << 30;

  private final CRC32C crc = new CRC32C();

  /** Digest of one range as the CPU reads it, 0 to 2^32 - 1. */
  public static long of(MemorySegment bytes) {
    Digest digest = new Digest();
    digest.add(bytes);
    return digest.value();
  }

  /** Adds bytes; ranges of more than 2 GiB are fine. */
  public void add(MemorySegment bytes) {
    for (long at = 0; at < bytes.byteSize(); at += STEP) {
      crc.update(bytes.asSlice(at, Math.min(STEP, bytes.byteSize() - at)).asByteBuffer());
    }
  }

  /** Digest of all bytes added so far. */
  public long value() {
    return crc.getValue();
  }
}
