package io.pindown.agent.adapter;

import java.nio.ByteBuffer;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner;

/**
 * What is put into jucx's UcpContext and UcpMemory: pieces of a few lines, everything else is in {@link JucxCaches}. Where a registration
 * comes to nothing, for whatever reason, the library's own method runs.
 */
public final class JucxAdvice {
  /** A context's cache, from the end of its constructor on; null where it works uncached. */
  public static final String CACHE = "pindown$cache";

  private JucxAdvice() {}

  /** {@code UcpContext(UcpParams)}. */
  public static final class Open {
    private Open() {}

    @Arguments("org.openucx.jucx.ucp.UcpParams")
    @Advice.OnMethodEnter
    static boolean enter(@Advice.Argument(0) Object params) {
      return JucxCaches.share(params);
    }

    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(
        @Advice.This Object context,
        @Advice.Origin Class<?> type,
        @Advice.Enter boolean shared,
        @Advice.FieldValue(value = CACHE, readOnly = false) Object cache) {
      if (shared) {
        cache = JucxCaches.open(context, type);
      }
    }
  }

  /** {@code UcpMemory registerMemory(ByteBuffer)}: a view of a cached registration instead of a new one. */
  public static final class Register {
    private Register() {}

    @Arguments("java.nio.ByteBuffer")
    @Advice.OnMethodEnter(suppress = Throwable.class, skipOn = Advice.OnNonDefaultValue.class)
    static Object enter(@Advice.Argument(0) ByteBuffer buffer, @Advice.FieldValue(CACHE) Object cache) {
      return cache == null ? null : JucxCaches.register(cache, buffer);
    }

    @Advice.OnMethodExit
    static void exit(@Advice.Enter Object view, @Advice.Return(readOnly = false, typing = Assigner.Typing.DYNAMIC) Object memory) {
      if (view != null) {
        memory = view;
      }
    }
  }

  /** {@code UcpMemory memoryMap(UcpMemMapParams)}. */
  public static final class Map {
    private Map() {}

    @Arguments("org.openucx.jucx.ucp.UcpMemMapParams")
    @Advice.OnMethodEnter(suppress = Throwable.class, skipOn = Advice.OnNonDefaultValue.class)
    static Object enter(@Advice.Argument(0) Object params, @Advice.FieldValue(CACHE) Object cache) {
      return cache == null ? null : JucxCaches.map(cache, params);
    }

    @Advice.OnMethodExit
    static void exit(@Advice.Enter Object view, @Advice.Return(readOnly = false, typing = Assigner.Typing.DYNAMIC) Object memory) {
      if (view != null) {
        memory = view;
      }
    }
  }

  /**
   * {@code void UcpMemory.deregister()}. Nothing is swallowed: a view never comes to the library's own code, which would take the
   * registration away from all others.
   */
  public static final class Deregister {
    private Deregister() {}

    @Arguments({})
    @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
    static boolean enter(@Advice.This Object memory, @Advice.FieldValue(Ticket.FIELD) Object ticket) {
      return ticket != null && JucxCaches.deregister(memory, ticket);
    }
  }

  /** {@code void UcpContext.close()}: its cache ends before it. */
  public static final class Close {
    private Close() {}

    @Arguments({})
    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.FieldValue(CACHE) Object cache) {
      if (cache != null) {
        JucxCaches.close(cache);
      }
    }
  }
}
