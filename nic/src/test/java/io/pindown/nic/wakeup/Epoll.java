package io.pindown.nic.wakeup;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import io.pindown.nic.ffi.Errno;
import io.pindown.nic.ffi.Libc;
import io.pindown.nic.ffi.NativeException;
import io.pindown.nic.ffi.NativeLibrary;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.time.Duration;

/** A real epoll(7) with descriptors of interest. For one thread at a time. */
final class Epoll implements AutoCloseable {
  // <sys/epoll.h>
  static final int EPOLL_CTL_ADD = 1;
  static final int EPOLLIN = 1;
  static final int EPOLLET = 1 << 31;
  static final int EPOLL_CLOEXEC = 0x80000;

  /** struct epoll_event, which is packed on x86-64. */
  static final StructLayout EVENT$LAYOUT =
      MemoryLayout.structLayout(JAVA_INT.withName("events"), JAVA_LONG_UNALIGNED.withName("data")).withName("struct epoll_event");

  static final NativeLibrary LIBRARY = NativeLibrary.ofCLibrary();
  private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
  private static final VarHandle errno$VH =
      Linker.Option.captureStateLayout().varHandle(MemoryLayout.PathElement.groupElement("errno"));

  // int epoll_create1(int flags);   <sys/epoll.h>, and so on below
  private static final MethodHandle epoll_create1$MH = bind("epoll_create1", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

  // int epoll_ctl(int epfd, int op, int fd, struct epoll_event *event);
  private static final MethodHandle epoll_ctl$MH =
      bind("epoll_ctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));

  // int epoll_wait(int epfd, struct epoll_event *events, int maxevents, int timeout);
  private static final MethodHandle epoll_wait$MH =
      bind("epoll_wait", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));

  private final MemorySegment state = Arena.ofAuto().allocate(Linker.Option.captureStateLayout());
  private final MemorySegment event = Arena.ofAuto().allocate(EVENT$LAYOUT);
  private final int fd;

  Epoll() {
    fd = check("epoll_create1", () -> (int) epoll_create1$MH.invokeExact(state, EPOLL_CLOEXEC));
  }

  /** One that waits for a descriptor to be readable, as a level. */
  static Epoll on(int fd) {
    Epoll epoll = new Epoll();
    epoll.add(fd, EPOLLIN);
    return epoll;
  }

  void add(int watched, int events) {
    event.set(JAVA_INT, 0, events);
    event.set(JAVA_LONG_UNALIGNED, Integer.BYTES, watched);
    check("epoll_ctl", () -> (int) epoll_ctl$MH.invokeExact(state, fd, EPOLL_CTL_ADD, watched, event));
  }

  /** Whether a descriptor became ready within the time. */
  boolean await(Duration limit) {
    return awaitOne(limit) >= 0;
  }

  boolean isReadyNow() {
    return await(Duration.ZERO);
  }

  /** A descriptor that is ready, or -1 when the time is over. */
  int awaitOne(Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    while (true) {
      int millis = (int) Math.max(0, Math.ceilDiv(end - System.nanoTime(), 1_000_000));
      int ready;
      try {
        ready = check("epoll_wait", () -> (int) epoll_wait$MH.invokeExact(state, fd, event, 1, millis));
      } catch (NativeException e) {
        if (e.errno() != Errno.EINTR) {
          throw e;
        }
        continue;
      }
      return ready == 0 ? -1 : (int) event.get(JAVA_LONG_UNALIGNED, Integer.BYTES);
    }
  }

  @Override
  public void close() {
    Libc.close(fd);
  }

  private interface Call {
    int make() throws Throwable;
  }

  private int check(String name, Call call) {
    try {
      int result = call.make();
      return NativeException.check(name, result == -1 ? -(int) errno$VH.get(state, 0L) : result);
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }

  private static MethodHandle bind(String symbol, FunctionDescriptor type) {
    return LIBRARY.bind(symbol, type, ERRNO);
  }
}
