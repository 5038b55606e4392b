package io.pindown.nic.uring;

import io.pindown.nic.ffi.Errno;
import io.pindown.nic.ffi.Gate;
import io.pindown.nic.ffi.Libc;
import io.pindown.nic.ffi.NativeException;
import java.util.function.IntConsumer;
import java.util.function.IntToLongFunction;

/** A file descriptor that is closed once, and never while a call uses it. Thread-safe. */
final class Descriptor {
  private final Gate gate = new Gate();
  private final int fd;
  private final String what;

  Descriptor(int fd, String what) {
    this.fd = fd;
    this.what = what;
  }

  int number() {
    if (gate.isClosed()) {
      throw closed();
    }
    return fd;
  }

  boolean isOpen() {
    return !gate.isClosed();
  }

  /** Runs a call that returns an errno negated or a value from 0 on; again if a signal interrupted it. */
  long call(String name, IntToLongFunction call) {
    if (!gate.enter()) {
      throw closed();
    }
    try {
      long result;
      do {
        result = call.applyAsLong(fd);
      } while (result == -Errno.EINTR && !gate.isClosed());
      if (result < 0 && gate.isClosed()) {
        throw closed();
      }
      return NativeException.check(name, result);
    } finally {
      gate.leave();
    }
  }

  /** Closes; first runs {@code wake}, if somebody is inside a call. */
  void close(IntConsumer wake) {
    if (gate.close()) {
      if (!gate.isEmpty()) {
        wake.accept(fd);
      }
      gate.awaitEmpty();
      // Linux gives the number up whatever close returns.
      Libc.close(fd);
    }
  }

  private IllegalStateException closed() {
    return new IllegalStateException(what + " is closed");
  }
}
