package io.pindown.nic.uring;

import static io.pindown.nic.uring.UringConstants.__NR_io_uring_enter;
import static io.pindown.nic.uring.UringConstants.__NR_io_uring_register;
import static io.pindown.nic.uring.UringConstants.__NR_io_uring_setup;

import io.pindown.nic.ffi.Libc;
import java.lang.foreign.MemorySegment;

/** The three system calls of io_uring. Results as in {@link Libc}: an errno, negated, or a value from 0 on. */
final class SystemCalls {
  private SystemCalls() {}

  /** io_uring_setup(2): a file descriptor, closed on exec. */
  static int io_uring_setup(int entries, MemorySegment params) {
    return (int) Libc.syscall(__NR_io_uring_setup, entries, params.address(), 0, 0, 0, 0);
  }

  /** io_uring_enter(2): the number of entries consumed. */
  static int io_uring_enter(int fd, int toSubmit, int minimum, int flags, long argument, long argumentSize) {
    return (int) Libc.syscall(__NR_io_uring_enter, fd, toSubmit, minimum, flags, argument, argumentSize);
  }

  /** io_uring_register(2). */
  static int io_uring_register(int fd, int opcode, long argument, int count) {
    return (int) Libc.syscall(__NR_io_uring_register, fd, opcode, argument, count, 0, 0);
  }
}
