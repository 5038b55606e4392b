package io.pindown.agent.adapter;

import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner;

/**
 * What is put into pindown-nic's Ring and Region. Each piece is copied into the method that it is for: three lines, all
 * objects untyped, everything else is in {@link UringCaches}. Whatever is thrown here is swallowed, and the method then does
 * what it would have done without the agent.
 */
public final class UringAdvice {
  private UringAdvice() {}

  /** {@code Region Ring.register(long, long)}: a view of a cached registration instead of a new one. */
  public static final class Register {
    private Register() {}

    @Arguments({"long", "long"})
    @Advice.OnMethodEnter(suppress = Throwable.class, skipOn = Advice.OnNonDefaultValue.class)
    static Object enter(
        @Advice.This Object ring,
        @Advice.Argument(0) long address,
        @Advice.Argument(1) long length,
        @Advice.FieldValue(value = "cache", readOnly = false) Object cache) {
      if (cache == null) {
        cache = UringCaches.open(ring);
      }
      return UringCaches.acquire(cache, address, length);
    }

    @Advice.OnMethodExit
    static void exit(@Advice.Enter Object view, @Advice.Return(readOnly = false, typing = Assigner.Typing.DYNAMIC) Object region) {
      if (view != null) {
        region = view;
      }
    }
  }

  /** {@code void Region.release()}, run once by close: the end of the lease instead of nothing. */
  public static final class Release {
    private Release() {}

    @Arguments({})
    @Advice.OnMethodEnter(suppress = Throwable.class, skipOn = Advice.OnNonDefaultValue.class)
    static boolean enter(@Advice.FieldValue("lease") Object lease) {
      return lease != null && UringCaches.release(lease);
    }
  }

  /** {@code void Ring.close()}: its cache ends before it; and after it, if a first registration came in between. */
  public static final class Close {
    private Close() {}

    @Arguments({})
    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.This Object ring) {
      UringCaches.close(ring);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(@Advice.This Object ring) {
      UringCaches.close(ring);
    }
  }
}
