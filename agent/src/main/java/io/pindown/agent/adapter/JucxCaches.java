package io.pindown.agent.adapter;

import io.pindown.agent.Log;
import io.pindown.cache.BufferAddress;
import java.nio.ByteBuffer;

/** What the advice in jucx's classes calls, hence public; of no use to anybody else. Thread-safe. */
public final class JucxCaches {
  private static volatile boolean said;

  private JucxCaches() {}

  /**
   * Has a context that is about to be made be one for several threads, since the cache's own thread deregisters with it. UCX then takes a
   * lock, which nobody else wants, where it registers and deregisters.
   *
   * @return whether it will be; a context that is not works uncached
   */
  public static boolean share(Object params) {
    try {
      params.getClass().getMethod("setMtWorkersShared", boolean.class).invoke(params, true);
      return true;
    } catch (Throwable e) { // runs before the library's own code, which says itself if the parameters are wrong
      say("cannot have a context shared by threads, which works uncached: " + e);
      return false;
    }
  }

  /**
   * What serves a context that has just been made; null, said once, when the library is not as expected.
   *
   * @param type the library's class, which a program may have extended
   */
  public static Object open(Object context, Class<?> type) {
    try {
      return new JucxContext(new JucxLibrary(type), context);
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      say("does not know this version of jucx, which works uncached: " + e);
      return null;
    }
  }

  private static void say(String what) {
    if (!said) {
      said = true;
      Log.error("adapter " + AdapterTable.JUCX + " " + what);
    }
  }

  /** A leased view of a registration of what remains in a buffer, or null: then the library's own method runs, and says what is wrong. */
  public static Object register(Object cache, ByteBuffer buffer) {
    if (!Serving.isAllowed() || !buffer.isDirect() || !buffer.hasRemaining()) {
      return null;
    }
    return ((JucxContext) cache).lend(BufferAddress.of(buffer), buffer.remaining(), JucxLibrary.ALL_RIGHTS, buffer);
  }

  /** The same for a range; null also if more than a range of the program's own memory and rights are asked for. */
  public static Object map(Object cache, Object params) {
    if (!Serving.isAllowed() || !(params instanceof JucxRange)) {
      return null;
    }
    JucxRange range = (JucxRange) params;
    int access = JucxLibrary.access(range);
    return access < 0 ? null : ((JucxContext) cache).lend(range.getAddress(), range.getLength(), access, null);
  }

  /**
   * Gives a view back. Always true, so that the library does nothing more.
   *
   * @throws NullPointerException if it was given back before, as the library does
   */
  public static boolean deregister(Object memory, Object ticket) {
    JucxMemory view = (JucxMemory) memory;
    view.pindownId(null);
    view.pindownData(null);
    if (!((Ticket) ticket).end()) {
      throw new NullPointerException("this UcpMemory has been deregistered before");
    }
    return true;
  }

  /** Ends what serves a context that is about to be closed. */
  public static void close(Object cache) {
    ((JucxContext) cache).close();
  }
}
