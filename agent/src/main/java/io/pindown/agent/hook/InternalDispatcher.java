package io.pindown.agent.hook;

import java.io.FileDescriptor;
import java.io.IOException;

/**
 * Stands in for {@code sun.nio.ch.FileDispatcherImpl}, as {@link InternalUnsafe} does for another. Every reference to it is renamed; the
 * stand-in itself is never loaded.
 */
final class InternalDispatcher {
  private InternalDispatcher() {}

  static int truncate0(FileDescriptor file, long length) throws IOException {
    throw new IllegalStateException("a stand-in for sun.nio.ch.FileDispatcherImpl: once installed, this refers to the real one");
  }
}
