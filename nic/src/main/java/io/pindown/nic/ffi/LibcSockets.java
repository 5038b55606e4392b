package io.pindown.nic.ffi;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** The socket functions of the C library, with the conventions of {@link Libc}. */
public final class LibcSockets {
  private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");

  // int socket(int domain, int type, int protocol);   <sys/socket.h>, and so on below
  private static final MethodHandle socket$MH = bind("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));

  // int bind(int sockfd, const struct sockaddr *addr, socklen_t addrlen);
  private static final MethodHandle bind$MH = bind("bind", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));

  // int listen(int sockfd, int backlog);
  private static final MethodHandle listen$MH = bind("listen", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));

  // int accept4(int sockfd, struct sockaddr *addr, socklen_t *addrlen, int flags);
  private static final MethodHandle accept4$MH =
      bind("accept4", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, JAVA_INT));

  // int connect(int sockfd, const struct sockaddr *addr, socklen_t addrlen);
  private static final MethodHandle connect$MH = bind("connect", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));

  // int getsockname(int sockfd, struct sockaddr *addr, socklen_t *addrlen);
  private static final MethodHandle getsockname$MH = bind("getsockname", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));

  // int getpeername(int sockfd, struct sockaddr *addr, socklen_t *addrlen);
  private static final MethodHandle getpeername$MH = bind("getpeername", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));

  // int setsockopt(int sockfd, int level, int optname, const void *optval, socklen_t optlen);
  private static final MethodHandle setsockopt$MH =
      bind("setsockopt", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));

  // int getsockopt(int sockfd, int level, int optname, void *optval, socklen_t *optlen);
  private static final MethodHandle getsockopt$MH =
      bind("getsockopt", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));

  // int shutdown(int sockfd, int how);
  private static final MethodHandle shutdown$MH = bind("shutdown", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));

  // int poll(struct pollfd *fds, nfds_t nfds, int timeout);   <poll.h>
  private static final MethodHandle poll$MH = bind("poll", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));

  // ssize_t send(int sockfd, const void *buf, size_t len, int flags);
  private static final MethodHandle send$MH = bind("send", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));

  // ssize_t recv(int sockfd, void *buf, size_t len, int flags);
  private static final MethodHandle recv$MH = bind("recv", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));

  private LibcSockets() {}

  private static MethodHandle bind(String symbol, FunctionDescriptor type) {
    return Libc.LIBRARY.bind(symbol, type, ERRNO);
  }

  public static int socket(int domain, int type, int protocol) {
    MemorySegment state = Libc.callState();
    try {
      return Libc.result((int) socket$MH.invokeExact(state, domain, type, protocol), state);
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }

  public static int bind(int fd, MemorySegment address) {
    MemorySegment state = Libc.callState();
    try {
      return Libc.result((int) bind$MH.invokeExact(state, fd, address, (int) address.byteSize()), state);
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }

  public static int listen(int fd, int backlog) {
    MemorySegment state = Libc.callState();
    try {
      return Libc.result((int) listen$MH.invokeExact(state, fd, backlog), state);
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }

  /** Does not report the peer's address: {@link #getpeername} does. */
  public static int accept4(int fd, int flags) {
    MemorySegment state = Libc.callState();
    try {
      return Libc.result((int) accept4$MH.invokeExact(state, fd, MemorySegment.NULL, MemorySegment.NULL, flags), state);
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }

  public static int connect(int fd, MemorySegment address) {
    MemorySegment state = Libc.callState();
    try {
      return Libc.result((int) connect$MH.invokeExact(state, fd, address, (int) address.byteSize()), state);
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }

  /** {@code length} is a socklen_t, in and out. */
  public static int getsockname(int fd, MemorySegment address, MemorySegment length) {
    MemorySegment state = Libc.callState();
    try {
      return Libc.result((int) getsockname$MH.invokeExact(state, fd, address, length), state);
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }

  /** {@code length} is a socklen_t, in and out. */
  public static int getpeername(int fd, MemorySegment address, MemorySegment length) {
    MemorySegment state = Libc.callState();
    try {
      return Libc.result((int) getpeername$MH.invokeExact(state, fd, address, length), state);
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }

  public static int setsockopt(int fd, int level, int option, MemorySegment value) {
    MemorySegment state = Libc.callState();
    try {
      return Libc.result((int) setsockopt$MH.invokeExact(state, fd, level, option, value, (int) value.byteSize()), state);
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }

  /** {@code length} is a socklen_t, in and out. */
  public static int getsockopt(int fd, int level, int option, MemorySegment value, MemorySegment length) {
    MemorySegment state = Libc.callState();
    try {
      return Libc.result((int) getsockopt$MH.invokeExact(state, fd, level, option, value, length), state);
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }

  public static int shutdown(int fd, int how) {
    MemorySegment state = Libc.callState();
    try {
      return Libc.result((int) shutdown$MH.invokeExact(state, fd, how), state);
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }

  /** {@code entries} is an array of struct pollfd. */
  public static int poll(MemorySegment entries, long count, int timeoutMillis) {
    MemorySegment state = Libc.callState();
    try {
      return Libc.result((int) poll$MH.invokeExact(state, entries, count, timeoutMillis), state);
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }

  public static long send(int fd, MemorySegment memory, int flags) {
    MemorySegment state = Libc.callState();
    try {
      return Libc.result((long) send$MH.invokeExact(state, fd, memory, memory.byteSize(), flags), state);
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }

  public static long recv(int fd, MemorySegment memory, int flags) {
    MemorySegment state = Libc.callState();
    try {
      return Libc.result((long) recv$MH.invokeExact(state, fd, memory, memory.byteSize(), flags), state);
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }
}
