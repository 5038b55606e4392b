package io.pindown.agent.hook;

import java.nio.Buffer;
import java.nio.channels.FileChannel;
import java.util.function.LongBinaryOperator;
import java.util.function.UnaryOperator;

/**
 * What the rewritten JDK methods call: one static method per kind of event, each of which passes two numbers on to the
 * sinks that subscribed to that kind. Known at run time as {@code java.lang.$PindownHooks}.
 *
 * <p>Sinks have a JDK type, so nothing in java.base ever names a class of Pindown or of an application. A sink that throws
 * does not stop the others; that an event was lost is written to {@link #lost}, on which every reader must give up all it
 * believed.
 *
 * <p>Event methods may be called by any thread at any time. They never throw, block, lock, allocate or load a class, as
 * long as the sinks do not. {@code subscribe} and {@code unsubscribe} lock and allocate.
 */
public final class PindownHooks {
  /** Kinds of events, the length of an array of sinks; the index is the ordinal of io.pindown.registry.EventKind. */
  private static final int KINDS = 11;

  /** As fcntl.h has it, on all of Linux's processors that JDKs are made for. */
  private static final int O_TRUNC = 0x200;

  private static volatile LongBinaryOperator[] allocated;
  private static volatile LongBinaryOperator[] freed;
  private static volatile LongBinaryOperator[] reallocationBegin;
  private static volatile LongBinaryOperator[] reallocationEnd;
  private static volatile LongBinaryOperator[] mapped;
  private static volatile LongBinaryOperator[] unmapped;
  private static volatile LongBinaryOperator[] changeBegin;
  private static volatile LongBinaryOperator[] changeEnd;
  private static volatile LongBinaryOperator[] truncationBegin;
  private static volatile LongBinaryOperator[] truncationEnd;
  private static volatile LongBinaryOperator[] arenaClosed;

  /** Allocations of fewer bytes are not delivered. */
  private static volatile long least;

  /** A free of a block whose mark here is 0 is not delivered. Null: look at {@link #known}. */
  private static volatile byte[] marks;

  /** Words of tags: a free of a block that none of these tables may know is not delivered. Null: every free is. */
  private static volatile long[][] known;

  /** What the only subscriber is content with, see {@link #narrow}. Guarded by this class's lock. */
  private static LongBinaryOperator[] narrowed;

  private static long narrowedLeast;
  private static byte[] narrowedMarks;
  private static long[][] narrowedKnown;

  // These are as in io.pindown.index.Granules and Tags.
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;
  private static final long SECOND = 0xD6E8FEB86659FD93L;
  private static final long ONES = 0x0001010101010101L;
  private static final long LOW = 0x007f7f7f7f7f7f7fL;
  private static final long HIGH = 0x0080808080808080L;

  /** Who subscribed, in order; null before the first. Guarded by this class's lock. */
  private static LongBinaryOperator[][] subscribers;

  /** What the hooks of this JDK should see, and what the self-test saw: bit = ordinal of io.pindown.registry.CoverageBit. */
  public static volatile long expected;

  public static volatile long proven;

  /** Whether the hooks were in before the application began. */
  public static volatile boolean fromStart;

  /** One cell that moves when an event did not reach a sink. Assigned by the agent before any class is rewritten. */
  public static volatile long[] lost;

  /** Fires the events whose proof was put off, and moves {@link #proven}. Null until the agent is installed. */
  public static volatile Runnable prove;

  /** Libraries of which not all ends are seen; bit = number of the library. Written under this class's lock. */
  private static volatile long distrusted;

  /** Takes {handle, symbol or null, function descriptor}, returns the handle to use instead. Null: leave handles alone. */
  public static volatile UnaryOperator<Object> linked;

  /** Where java.nio.Buffer keeps its address. Written once, before any class is rewritten. */
  private static long bufferAddress;

  private PindownHooks() {}

  /** Must be called once before any other method: finds what this JDK's layout decides. */
  public static void prepare() {
    bufferAddress = InternalUnsafe.getUnsafe().objectFieldOffset(Buffer.class, "address");
  }

  // ---- events, called by rewritten JDK code ----

  public static void allocated(long base, long size) {
    try {
      if (size < least) {
        return;
      }
      LongBinaryOperator[] sinks = allocated;
      if (sinks != null && base != 0L) {
        deliver(sinks, base, size);
      }
    } catch (Throwable escaped) {
      long[] cell = lost;
      cell[0] += base | 1L;
      lost = cell;
    }
  }

  public static void freed(long base) {
    try {
      byte[] now = marks;
      // io.pindown.registry.Sieve has the other half of this
      if (now != null && now[(int) (base >>> 4 ^ base >>> 20) & now.length - 1] == 0) {
        return;
      }
      LongBinaryOperator[] sinks = freed;
      if (sinks != null && base != 0L && mayBeKnown(base)) {
        deliver(sinks, base, 0L);
      }
    } catch (Throwable escaped) {
      long[] cell = lost;
      cell[0] += base | 1L;
      lost = cell;
    }
  }

  public static void reallocationBegin(long base, long newSize) {
    try {
      LongBinaryOperator[] sinks = reallocationBegin;
      if (sinks != null) {
        deliver(sinks, base, newSize);
      }
    } catch (Throwable escaped) {
      long[] cell = lost;
      cell[0] += base | 1L;
      lost = cell;
    }
  }

  public static void reallocationEnd(long base, long newBase) {
    try {
      LongBinaryOperator[] sinks = reallocationEnd;
      if (sinks != null) {
        deliver(sinks, base, newBase);
      }
    } catch (Throwable escaped) {
      long[] cell = lost;
      cell[0] += base | 1L;
      lost = cell;
    }
  }

  public static void mapped(long base, long length) {
    try {
      LongBinaryOperator[] sinks = mapped;
      if (sinks != null && base != 0L) {
        deliver(sinks, base, length);
      }
    } catch (Throwable escaped) {
      long[] cell = lost;
      cell[0] += base | 1L;
      lost = cell;
    }
  }

  public static void unmapped(long base, long length) {
    try {
      LongBinaryOperator[] sinks = unmapped;
      if (sinks != null) {
        deliver(sinks, base, length);
      }
    } catch (Throwable escaped) {
      long[] cell = lost;
      cell[0] += base | 1L;
      lost = cell;
    }
  }

  public static void changeBegin(long start, long length) {
    try {
      LongBinaryOperator[] sinks = changeBegin;
      if (sinks != null) {
        deliver(sinks, start, length);
      }
    } catch (Throwable escaped) {
      long[] cell = lost;
      cell[0] += start | 1L;
      lost = cell;
    }
  }

  public static void changeEnd(long start, long length) {
    try {
      LongBinaryOperator[] sinks = changeEnd;
      if (sinks != null) {
        deliver(sinks, start, length);
      }
    } catch (Throwable escaped) {
      long[] cell = lost;
      cell[0] += start | 1L;
      lost = cell;
    }
  }

  public static void truncationBegin(long size) {
    try {
      LongBinaryOperator[] sinks = truncationBegin;
      if (sinks != null) {
        deliver(sinks, size, 0L);
      }
    } catch (Throwable escaped) {
      long[] cell = lost;
      cell[0] += size | 1L;
      lost = cell;
    }
  }

  public static void truncationEnd(long size) {
    try {
      LongBinaryOperator[] sinks = truncationEnd;
      if (sinks != null) {
        deliver(sinks, size, 0L);
      }
    } catch (Throwable escaped) {
      long[] cell = lost;
      cell[0] += size | 1L;
      lost = cell;
    }
  }

  // A file is opened: it loses its pages if the flags say so, or if it is not for appending.

  public static void openBegin(int flags) {
    try {
      LongBinaryOperator[] sinks = truncationBegin;
      if (sinks != null && (flags & O_TRUNC) != 0) {
        deliver(sinks, 0L, 0L);
      }
    } catch (Throwable escaped) {
      long[] cell = lost;
      cell[0] += 1L;
      lost = cell;
    }
  }

  public static void openEnd(int flags) {
    try {
      LongBinaryOperator[] sinks = truncationEnd;
      if (sinks != null && (flags & O_TRUNC) != 0) {
        deliver(sinks, 0L, 0L);
      }
    } catch (Throwable escaped) {
      long[] cell = lost;
      cell[0] += 1L;
      lost = cell;
    }
  }

  public static void rewriteBegin(boolean append) {
    try {
      LongBinaryOperator[] sinks = truncationBegin;
      if (sinks != null && !append) {
        deliver(sinks, 0L, 0L);
      }
    } catch (Throwable escaped) {
      long[] cell = lost;
      cell[0] += 1L;
      lost = cell;
    }
  }

  public static void rewriteEnd(boolean append) {
    try {
      LongBinaryOperator[] sinks = truncationEnd;
      if (sinks != null && !append) {
        deliver(sinks, 0L, 0L);
      }
    } catch (Throwable escaped) {
      long[] cell = lost;
      cell[0] += 1L;
      lost = cell;
    }
  }

  // From a file to a channel: where that is a file of a file system that shares blocks, it may get other pages for those that it had.

  public static void transferBegin(Object channel) {
    try {
      LongBinaryOperator[] sinks = truncationBegin;
      if (sinks != null && channel instanceof FileChannel) {
        deliver(sinks, 0L, 0L);
      }
    } catch (Throwable escaped) {
      long[] cell = lost;
      cell[0] += 1L;
      lost = cell;
    }
  }

  public static void transferEnd(Object channel) {
    try {
      LongBinaryOperator[] sinks = truncationEnd;
      if (sinks != null && channel instanceof FileChannel) {
        deliver(sinks, 0L, 0L);
      }
    } catch (Throwable escaped) {
      long[] cell = lost;
      cell[0] += 1L;
      lost = cell;
    }
  }

  // A native library is unloaded: where its variables are is not known, so everything may change.

  public static void libraryBegin() {
    try {
      LongBinaryOperator[] sinks = changeBegin;
      if (sinks != null) {
        deliver(sinks, 0L, Long.MAX_VALUE);
      }
    } catch (Throwable escaped) {
      long[] cell = lost;
      cell[0] += 1L;
      lost = cell;
    }
  }

  public static void libraryEnd() {
    try {
      LongBinaryOperator[] sinks = changeEnd;
      if (sinks != null) {
        deliver(sinks, 0L, Long.MAX_VALUE);
      }
    } catch (Throwable escaped) {
      long[] cell = lost;
      cell[0] += 1L;
      lost = cell;
    }
  }

  public static void arenaClosed(Object session) {
    try {
      LongBinaryOperator[] sinks = arenaClosed;
      if (sinks != null) {
        deliver(sinks, System.identityHashCode(session), 0L);
      }
    } catch (Throwable escaped) {
      long[] cell = lost;
      cell[0] += 1L;
      lost = cell;
    }
  }

  /**
   * Whether a table may have this base: most frees that the marks let through end here. Marks and tags of a base were written by the
   * thread that allocated it, before it told anyone the address, so plain reads see them.
   */
  private static boolean mayBeKnown(long base) {
    long[][] tables = known;
    if (tables == null) {
      return true;
    }
    long spread = base * GOLDEN;
    spread = (spread ^ spread >>> 32) * SECOND;
    long tag = spread >>> 57;
    long wanted = (tag == 0L ? 1L : tag) * ONES;
    for (int i = 0; i < tables.length; i++) {
      long[] tags = tables[i];
      long word = tags[(int) (spread >>> 32) & tags.length - 1];
      // the highest bits: something of this bucket is elsewhere
      if (word >>> 60 != 0L || (~((word & LOW ^ wanted) + LOW) & HIGH) != 0L) {
        return true;
      }
    }
    return false;
  }

  /*
   * The handlers call nothing, since the stack may be what ran out. They add an odd number taken from the event, not 1: two
   * threads that lose an event in the same instant would otherwise write the same value, and a reader that looked between
   * the two stores would miss the second. The volatile store of the unmoved reference publishes the plain one before it.
   */
  private static void deliver(LongBinaryOperator[] sinks, long first, long second) {
    for (int i = 0; i < sinks.length; i++) {
      try {
        sinks[i].applyAsLong(first, second);
      } catch (Throwable escaped) {
        long[] cell = lost;
        cell[0] += first | 1L;
        lost = cell;
      }
    }
  }

  // ---- events of libraries, called by the methods that a description names ----

  /**
   * A length that a library has allocated or mapped; 0, which begins nothing, while not all of its ends are seen.
   *
   * @param library its number, 0 to 63
   */
  public static long ofLibrary(long length, int library) {
    return (distrusted >>> library & 1L) == 0L ? length : 0L;
  }

  /** {@link #reallocationEnd} of a call whose arguments nobody has looked at: to a size of 0 it may have been a free. */
  public static void reallocated(long base, long newSize, long newBase) {
    reallocationEnd(base, newBase);
    if (newSize == 0L && newBase == 0L) {
      freed(base);
    }
  }

  /** {@link #reallocationEnd} of a call that has thrown: where the block is now is not known. */
  public static void reallocationThrown(long base) {
    reallocationEnd(base, 0L);
    freed(base);
  }

  /**
   * From now on nothing begins by this library.
   *
   * @param library its number, 0 to 63
   * @param begun whether something may have begun already: that counts as an event that was lost
   */
  public static synchronized void distrust(int library, boolean begun) {
    distrusted |= 1L << library;
    if (begun) {
      long[] cell = lost;
      cell[0] += 1L;
      lost = cell;
    }
  }

  // ---- linking of native functions ----

  /** Called with each downcall handle that the JDK's linker made; symbol is null for handles that take the address. */
  public static Object downcall(Object handle, Object symbol, Object descriptor) {
    UnaryOperator<Object> operator = linked;
    if (operator == null) {
      return handle;
    }
    try {
      return operator.apply(new Object[] {handle, symbol, descriptor});
    } catch (Throwable escaped) {
      // The handle stays as it was and may free memory unseen.
      long[] cell = lost;
      cell[0] += 1L;
      lost = cell;
      return handle;
    }
  }

  // ---- called by the subscribers ----

  /**
   * Adds sinks, one per kind of event in the order of io.pindown.registry.EventKind; a null sink means no interest. The
   * array identifies the subscriber and must not change afterwards.
   *
   * @return false when this array has subscribed already
   */
  public static synchronized boolean subscribe(LongBinaryOperator[] sinks) {
    if (sinks.length != KINDS) {
      throw new IllegalArgumentException("sinks: ".concat(Integer.toString(sinks.length)).concat(", must be 11"));
    }
    int count = subscribers == null ? 0 : subscribers.length;
    LongBinaryOperator[][] more = new LongBinaryOperator[count + 1][];
    for (int i = 0; i < count; i++) {
      if (subscribers[i] == sinks) {
        return false;
      }
      more[i] = subscribers[i];
    }
    more[count] = sinks;
    publish(more);
    return true;
  }

  /** Removes sinks; events that are being delivered may still reach them. Returns false when they had not subscribed. */
  public static synchronized boolean unsubscribe(LongBinaryOperator[] sinks) {
    int count = subscribers == null ? 0 : subscribers.length;
    int kept = 0;
    for (int i = 0; i < count; i++) {
      if (subscribers[i] != sinks) {
        kept++;
      }
    }
    if (kept == count) {
      return false;
    }
    LongBinaryOperator[][] fewer = new LongBinaryOperator[kept][];
    for (int i = 0, next = 0; i < count; i++) {
      if (subscribers[i] != sinks) {
        fewer[next++] = subscribers[i];
      }
    }
    publish(fewer);
    return true;
  }

  /** How many have subscribed. */
  public static synchronized int subscribers() {
    return subscribers == null ? 0 : subscribers.length;
  }

  /** Counts an event as lost. */
  public static synchronized void loseOne() {
    long[] cell = lost;
    cell[0] += 1L;
    lost = cell;
  }

  /**
   * Says what a subscriber does not need: allocations of fewer than {@code fewest} bytes, and frees of blocks that have no mark, or of
   * which no table has the tag. Holds as long as nobody else has subscribed. A table must be named here before anything is added to it.
   *
   * @param sieve marks as in io.pindown.registry.Sieve; null for none
   * @param tags words of tags as in io.pindown.index.Tags, a power of two in each table; null, and no marks, for every free to be
   *     delivered
   */
  public static synchronized void narrow(LongBinaryOperator[] sinks, long fewest, byte[] sieve, long[][] tags) {
    narrowed = sinks;
    narrowedLeast = fewest;
    narrowedMarks = sieve;
    narrowedKnown = tags;
    narrowIfAlone();
  }

  private static void narrowIfAlone() {
    boolean alone = subscribers != null && subscribers.length == 1 && subscribers[0] == narrowed;
    least = alone ? narrowedLeast : 0L;
    marks = alone ? narrowedMarks : null;
    known = alone ? narrowedKnown : null;
  }

  private static void publish(LongBinaryOperator[][] now) {
    subscribers = now;
    narrowIfAlone();
    for (int kind = 0; kind < KINDS; kind++) {
      int count = 0;
      for (int i = 0; i < now.length; i++) {
        if (now[i][kind] != null) {
          count++;
        }
      }
      LongBinaryOperator[] sinks = null;
      if (count > 0) {
        sinks = new LongBinaryOperator[count];
        for (int i = 0, next = 0; i < now.length; i++) {
          if (now[i][kind] != null) {
            sinks[next++] = now[i][kind];
          }
        }
      }
      assign(kind, sinks);
    }
  }

  private static void assign(int kind, LongBinaryOperator[] sinks) {
    switch (kind) {
      case 0:
        allocated = sinks;
        break;
      case 1:
        freed = sinks;
        break;
      case 2:
        reallocationBegin = sinks;
        break;
      case 3:
        reallocationEnd = sinks;
        break;
      case 4:
        mapped = sinks;
        break;
      case 5:
        unmapped = sinks;
        break;
      case 6:
        changeBegin = sinks;
        break;
      case 7:
        changeEnd = sinks;
        break;
      case 8:
        truncationBegin = sinks;
        break;
      case 9:
        truncationEnd = sinks;
        break;
      default:
        arenaClosed = sinks;
        break;
    }
  }

  /**
   * The address of a direct buffer's first byte, 0 for any other buffer. Read from the field: the buffer's own accessor
   * refuses buffers over shared arenas. The caller keeps the buffer reachable and its arena open.
   */
  public static long address(Buffer buffer) {
    return buffer.isDirect() ? InternalUnsafe.getUnsafe().getLong(buffer, bufferAddress) : 0L;
  }
}
