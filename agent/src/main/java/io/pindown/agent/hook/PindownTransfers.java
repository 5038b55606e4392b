package io.pindown.agent.hook;

import java.nio.Buffer;
import java.util.function.LongBinaryOperator;
import java.util.function.ObjLongConsumer;

/**
 * Known at run time as {@code java.lang.$PindownTransfers}, and defined only in {@code mode=observe}: what the rewritten methods of channels and
 * transports call once the operating system has taken bytes from memory or put some into it. Each passes on where those are and how many.
 *
 * <p>Called by any thread that does input or output, virtual ones, too, often inside a lock of the channel. They never throw: what goes wrong is
 * counted, and the program's transfer is what it would have been.
 */
public final class PindownTransfers {
  private static final int IOVEC = 16;
  private static final int MOST_VECTORS = 1024;
  // as in linux/io_uring.h
  private static final int OP_READV = 1;
  private static final int OP_WRITEV = 2;
  private static final int OP_SENDMSG = 9;
  private static final int OP_RECVMSG = 10;
  private static final int OP_READ = 22;
  private static final int OP_WRITE = 23;
  private static final int OP_SEND = 26;
  private static final int OP_RECV = 27;
  private static final int OP_SEND_ZC = 47;
  private static final int OP_SENDMSG_ZC = 48;
  // of struct msghdr
  private static final int MSG_IOV = 16;
  private static final int MSG_IOVLEN = 24;

  /** Takes a buffer, or null for an array, and the bytes moved, below 0 if they were received. Null: nobody observes. */
  public static volatile ObjLongConsumer<Object> buffers;

  /** Takes an array of buffers before they are used, and in one number the first (high half) and how many. Null: nobody observes. */
  public static volatile ObjLongConsumer<Object> vectorBegin;

  /** Takes the array after that, and the bytes moved, below 0 if they were received. */
  public static volatile ObjLongConsumer<Object> vectorEnd;

  /**
   * Takes an address, and in one number the bytes asked for (high half) and those moved; that number negated if they were received. Null: nobody observes.
   */
  public static volatile LongBinaryOperator addresses;

  /** Transfers that could not be recorded; racy, so that some may be missing. */
  public static volatile int missed;

  private PindownTransfers() {}

  // ---- the JDK's channels ----

  public static void written(Buffer buffer, int moved) {
    try {
      ObjLongConsumer<Object> sink = buffers;
      if (sink != null && moved > 0) {
        sink.accept(buffer, moved);
      }
    } catch (Throwable escaped) {
      missed++;
    }
  }

  public static void read(Buffer buffer, int moved) {
    try {
      ObjLongConsumer<Object> sink = buffers;
      if (sink != null && moved > 0) {
        sink.accept(buffer, -moved);
      }
    } catch (Throwable escaped) {
      missed++;
    }
  }

  /** From an array, by way of memory of the JDK's own. */
  public static void writtenArray(int moved) {
    try {
      ObjLongConsumer<Object> sink = buffers;
      if (sink != null && moved > 0) {
        sink.accept(null, moved);
      }
    } catch (Throwable escaped) {
      missed++;
    }
  }

  public static void readArray(int moved) {
    try {
      ObjLongConsumer<Object> sink = buffers;
      if (sink != null && moved > 0) {
        sink.accept(null, -moved);
      }
    } catch (Throwable escaped) {
      missed++;
    }
  }

  public static void vectorBegin(Object[] from, int offset, int length) {
    try {
      ObjLongConsumer<Object> sink = vectorBegin;
      if (sink != null) {
        sink.accept(from, (long) offset << 32 | length);
      }
    } catch (Throwable escaped) {
      missed++;
    }
  }

  public static void allBegin(Object[] from) {
    try {
      ObjLongConsumer<Object> sink = vectorBegin;
      if (sink != null) {
        sink.accept(from, from.length);
      }
    } catch (Throwable escaped) {
      missed++;
    }
  }

  public static void vectorWritten(Object[] from, long moved) {
    try {
      ObjLongConsumer<Object> sink = vectorEnd;
      if (sink != null && moved > 0) {
        sink.accept(from, moved);
      }
    } catch (Throwable escaped) {
      missed++;
    }
  }

  public static void vectorRead(Object[] to, long moved) {
    try {
      ObjLongConsumer<Object> sink = vectorEnd;
      if (sink != null && moved > 0) {
        sink.accept(to, -moved);
      }
    } catch (Throwable escaped) {
      missed++;
    }
  }

  // ---- transports with native code of their own: they have addresses ----

  public static void sentAddress(long address, int from, int to, int moved) {
    try {
      LongBinaryOperator sink = addresses;
      if (sink != null && moved > 0) {
        sink.applyAsLong(address + from, (long) (to - from) << 32 | moved);
      }
    } catch (Throwable escaped) {
      missed++;
    }
  }

  public static void receivedAddress(long address, int from, int to, int moved) {
    try {
      LongBinaryOperator sink = addresses;
      if (sink != null && moved > 0) {
        sink.applyAsLong(address + from, -((long) (to - from) << 32 | moved));
      }
    } catch (Throwable escaped) {
      missed++;
    }
  }

  public static void sentBuffer(Buffer buffer, int from, int to, int moved) {
    try {
      LongBinaryOperator sink = addresses;
      if (sink != null && moved > 0 && buffer.isDirect()) {
        sink.applyAsLong(PindownHooks.address(buffer) + from, (long) (to - from) << 32 | moved);
      }
    } catch (Throwable escaped) {
      missed++;
    }
  }

  public static void receivedBuffer(Buffer buffer, int from, int to, int moved) {
    try {
      LongBinaryOperator sink = addresses;
      if (sink != null && moved > 0 && buffer.isDirect()) {
        sink.applyAsLong(PindownHooks.address(buffer) + from, -((long) (to - from) << 32 | moved));
      }
    } catch (Throwable escaped) {
      missed++;
    }
  }

  /** Buffers from one on, of which {@code moved} bytes are sent: those from their positions on. */
  public static void sentBuffers(Object[] from, int offset, int length, long moved) {
    try {
      LongBinaryOperator sink = addresses;
      long left = moved;
      for (int i = offset; sink != null && i < offset + length && left > 0; i++) {
        Buffer buffer = (Buffer) from[i];
        int asked = buffer.remaining();
        long part = asked < left ? asked : left;
        if (part > 0 && buffer.isDirect()) {
          sink.applyAsLong(PindownHooks.address(buffer) + buffer.position(), (long) asked << 32 | part);
        }
        left -= part;
      }
    } catch (Throwable escaped) {
      missed++;
    }
  }

  /** An operation was put on a ring: what it is to move is what it asks for. A receive that leaves the choice of a buffer to the kernel has no address. */
  public static void submitted(byte operation, long address, int length) {
    try {
      LongBinaryOperator sink = addresses;
      if (sink == null || address == 0L || length <= 0) {
        return;
      }
      switch (operation) {
        case OP_WRITE:
        case OP_SEND:
        case OP_SEND_ZC:
          sink.applyAsLong(address, (long) length << 32 | length);
          break;
        case OP_READ:
        case OP_RECV:
          sink.applyAsLong(address, -((long) length << 32 | length));
          break;
        case OP_WRITEV:
        case OP_READV:
          vectors(sink, address, length, Long.MAX_VALUE, operation == OP_WRITEV);
          break;
        case OP_SENDMSG:
        case OP_SENDMSG_ZC:
        case OP_RECVMSG:
          InternalUnsafe unsafe = InternalUnsafe.getUnsafe();
          vectors(sink, unsafe.getLong(address + MSG_IOV), (int) unsafe.getLong(address + MSG_IOVLEN), Long.MAX_VALUE, operation != OP_RECVMSG);
          break;
        default:
          break;
      }
    } catch (Throwable escaped) {
      missed++;
    }
  }

  /** {@code struct iovec[count]}, of which the kernel has just taken {@code moved} bytes, so it can be read. */
  public static void sentVectors(long vectors, int count, long moved) {
    try {
      LongBinaryOperator sink = addresses;
      if (sink != null) {
        vectors(sink, vectors, count, moved, true);
      }
    } catch (Throwable escaped) {
      missed++;
    }
  }

  private static void vectors(LongBinaryOperator sink, long vectors, int count, long moved, boolean sent) {
    try {
      InternalUnsafe unsafe = InternalUnsafe.getUnsafe();
      long left = moved;
      for (int i = 0; i < count && i < MOST_VECTORS && left > 0; i++) {
        long base = unsafe.getLong(vectors + (long) i * IOVEC);
        long length = unsafe.getLong(vectors + (long) i * IOVEC + 8);
        long part = length < left ? length : left;
        if (part > 0 && length <= Integer.MAX_VALUE) {
          long both = length << 32 | part;
          sink.applyAsLong(base, sent ? both : -both);
        }
        left -= part;
      }
    } catch (Throwable escaped) {
      missed++;
    }
  }
}
