package io.pindown.agent.adapter;

import java.io.IOException;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner;

/**
 * What is put into DiSNI's calls: {@code regMr} only makes an object, and its {@code execute} registers. Where a registration comes to
 * nothing, for whatever reason, the library's own method runs.
 */
public final class DisniAdvice {
  /** A protection domain's cache. */
  public static final String CACHE = "pindown$cache";

  private DisniAdvice() {}

  /** {@code SVCRegMr NatRegMrCall.execute()}. */
  public static final class Register {
    private Register() {}

    @Arguments({})
    @Advice.OnMethodEnter(suppress = Throwable.class, skipOn = Advice.OnNonDefaultValue.class)
    static Object enter(
        @Advice.FieldValue("nativeDispatcher") Object dispatcher,
        @Advice.FieldValue("cmd") Object command,
        @Advice.FieldValue("pd") Object domain,
        @Advice.FieldValue("userAddress") long address,
        @Advice.FieldValue("bufferCapacity") int length,
        @Advice.FieldValue("access") int access,
        @Advice.FieldValue(value = "mr", readOnly = false, typing = Assigner.Typing.DYNAMIC) Object region) {
      Object view = command == null ? null : DisniCaches.register(dispatcher, domain, address, length, access);
      if (view != null) {
        region = view;
      }
      return view;
    }

    @Advice.OnMethodExit
    static void exit(
        @Advice.This Object call,
        @Advice.Enter Object view,
        @Advice.Return(readOnly = false, typing = Assigner.Typing.DYNAMIC) Object returned) {
      if (view != null) {
        returned = call;
      }
    }
  }

  /**
   * {@code SVCDeregMr NatDeregMrCall.execute()}. Nothing is swallowed: a view never comes to the library's own code, which would take the
   * registration away from all others.
   */
  public static final class Deregister {
    private Deregister() {}

    @Arguments({})
    @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
    static boolean enter(@Advice.FieldValue("mr") Object region) throws IOException {
      return DisniCaches.deregister(region);
    }

    @Advice.OnMethodExit
    static void exit(
        @Advice.This Object call,
        @Advice.Enter boolean done,
        @Advice.Return(readOnly = false, typing = Assigner.Typing.DYNAMIC) Object returned) {
      if (done) {
        returned = call;
      }
    }
  }

  /** {@code int RdmaVerbsNat.deallocPd(IbvPd)}: the domain's cache ends before it. */
  public static final class Deallocate {
    private Deallocate() {}

    @Arguments(".IbvPd")
    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.Argument(0) Object domain) {
      DisniCaches.close(domain);
    }
  }
}
