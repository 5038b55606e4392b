package io.pindown.demo.app;

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** One way in which an application gets memory to send from. Used by one thread. */
public interface PayloadSource extends AutoCloseable {
  /** What kind of memory it is, for tables and pictures. */
  String name();

  /** Bytes of each buffer. */
  long length();

  /** A new buffer, readable and writable, its content that of the given generation (from 1). */
  Payload take(int generation) throws IOException;

  /** Gives a buffer new content before it is sent once more. */
  default void rewrite(Payload payload, int generation, int send) {
    Pattern.stamp(payload.memory(), (long) generation << 16 | send);
  }

  @Override
  void close() throws IOException;

  /** One buffer; closing it gives the memory back to the operating system or to the C library. */
  interface Payload extends AutoCloseable {
    MemorySegment memory();

    @Override
    void close();
  }
}
