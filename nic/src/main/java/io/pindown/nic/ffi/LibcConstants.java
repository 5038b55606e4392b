package io.pindown.nic.ffi;

/** Constants of the C library's headers, by their C names; the ABI test holds each against the compiler. */
public final class LibcConstants {
  // <sys/mman.h>
  public static final int PROT_NONE = 0;
  public static final int PROT_READ = 1;
  public static final int PROT_WRITE = 2;
  public static final int MAP_SHARED = 0x01;
  public static final int MAP_PRIVATE = 0x02;
  public static final int MAP_FIXED = 0x10;
  public static final int MAP_ANONYMOUS = 0x20;
  public static final int MAP_POPULATE = 0x8000;
  public static final int MFD_CLOEXEC = 1;

  // <fcntl.h>, <unistd.h>
  public static final int O_RDONLY = 0;
  public static final int O_RDWR = 2;
  public static final int O_CREAT = 0x40;
  public static final int O_CLOEXEC = 0x80000;
  public static final int SEEK_END = 2;

  // <sys/socket.h>, <netinet/in.h>, <netinet/tcp.h>, <poll.h>
  public static final int AF_INET = 2;
  public static final int SOCK_STREAM = 1;
  public static final int SOCK_CLOEXEC = 0x80000;
  public static final int SOL_SOCKET = 1;
  public static final int SO_REUSEADDR = 2;
  public static final int SO_ERROR = 4;
  public static final int SO_SNDBUF = 7;
  public static final int SO_RCVBUF = 8;
  public static final int IPPROTO_TCP = 6;
  public static final int TCP_NODELAY = 1;
  public static final int MSG_WAITALL = 0x100;
  public static final int MSG_NOSIGNAL = 0x4000;
  public static final int SHUT_WR = 1;
  public static final int SHUT_RDWR = 2;
  public static final int POLLIN = 1;
  public static final int POLLOUT = 4;

  private LibcConstants() {}
}
