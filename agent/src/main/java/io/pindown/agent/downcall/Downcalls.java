package io.pindown.agent.downcall;

import io.pindown.agent.hook.Inside;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongBinaryOperator;
import java.util.function.UnaryOperator;

/**
 * Looks at each downcall handle that the JDK links, and wraps those of libc functions that change memory. A handle bound to
 * an address is wrapped when a function is there; a handle that takes the address tests it at each call.
 *
 * <p>Thread-safe. Resolving the functions links handles itself, so there is a guard against re-entry, at link time only.
 */
public final class Downcalls implements UnaryOperator<Object> {
  private final Inside inside;
  private final Consumer<String> gap;
  private final Beginnings beginnings;
  private final ThreadLocal<Boolean> busy = new ThreadLocal<>();
  private LibcAddresses addresses;
  private HandleWrapper wrapper;
  private Ffm ffm;

  /**
   * @param gap told once for each handle that should have been wrapped and was not
   * @param endsSeen false if handles may have been linked before this was asked, so that memory may end unseen
   */
  public Downcalls(Inside inside, Consumer<String> gap, boolean endsSeen) {
    this.inside = inside;
    this.gap = gap;
    this.beginnings = new Beginnings(inside, endsSeen);
  }

  /** From now on memory may end unseen: what handles have begun is not made known any more. */
  public void endsUnseen() {
    beginnings.endsUnseen();
  }

  /** The API as it is in this JDK. */
  public synchronized Ffm ffm() throws ReflectiveOperationException {
    if (ffm == null) {
      ffm = new Ffm(inside.lookup());
    }
    return ffm;
  }

  /** @param linked {handle, symbol or null, function descriptor} */
  @Override
  public Object apply(Object linked) {
    Object[] parts = (Object[]) linked;
    if (busy.get() != null) {
      return parts[0];
    }
    busy.set(Boolean.TRUE);
    try {
      prepare();
      MethodHandle handle = (MethodHandle) parts[0];
      int arguments = ffm.arguments(parts[2]);
      int lead = handle.type().parameterCount() - arguments;
      return parts[1] == null ? unbound(handle, lead, arguments) : bound(handle, ffm.addressOf(parts[1]), lead, arguments);
    } catch (Throwable failure) {
      gap.accept("a downcall handle could not be examined: " + failure);
      return parts[0];
    } finally {
      busy.remove();
    }
  }

  /**
   * {@code munmap} itself, with no events around it, to be called by any thread, even the one that cleans up for the collector: called
   * until no call of it has a class to make.
   */
  public LongBinaryOperator munmap() throws Throwable {
    busy.set(Boolean.TRUE);
    try {
      Unmapping unmapping = new Unmapping(ffm().link(ffm().find("munmap"), "JJJ"));
      unmapping.warmUp();
      return unmapping;
    } finally {
      busy.remove();
    }
  }

  private synchronized void prepare() throws Throwable {
    if (addresses == null) {
      addresses = new LibcAddresses(ffm());
      wrapper = new HandleWrapper(ffm, new LibcEvents(inside, beginnings));
    }
  }

  private MethodHandle bound(MethodHandle handle, long address, int lead, int arguments) throws ReflectiveOperationException {
    Set<LibcFunction> functions = addresses.at(address);
    for (LibcFunction function : functions) {
      MethodHandle wrapped = function.takes(arguments) ? wrapper.wrap(handle, function, lead, arguments) : null;
      if (wrapped != null) {
        return wrapped;
      }
    }
    if (!functions.isEmpty()) {
      gap.accept("a handle of " + functions + " has the unexpected type " + handle.type());
    }
    return handle;
  }

  private MethodHandle unbound(MethodHandle handle, int lead, int arguments) throws ReflectiveOperationException {
    MethodHandles.Lookup lookup = MethodHandles.lookup();
    MethodHandle chain = handle;
    for (LibcFunction function : LibcFunction.values()) {
      MethodHandle wrapped = function.takes(arguments) ? wrapper.wrap(handle, function, lead, arguments) : null;
      if (wrapped != null) {
        MethodType test = MethodType.methodType(boolean.class, LibcFunction.class, long.class);
        MethodHandle isAt = lookup.findVirtual(LibcAddresses.class, "isAt", test).bindTo(addresses).bindTo(function);
        chain = MethodHandles.guardWithTest(MethodHandles.filterArguments(isAt, 0, ffm.address()), wrapped, chain);
      }
    }
    if (chain == handle) {
      return handle;
    }
    MethodHandle isKnown =
        lookup.findVirtual(LibcAddresses.class, "isKnown", MethodType.methodType(boolean.class, long.class)).bindTo(addresses);
    return MethodHandles.guardWithTest(MethodHandles.filterArguments(isKnown, 0, ffm.address()), chain, handle);
  }
}
