package io.pindown.agent.downcall;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Arrays;
import java.util.List;

/**
 * Puts the events of a libc function around a handle of it, whatever the handle's types: pointers may be MemorySegments or
 * numbers. The handle's type stays as it is. Immutable.
 */
final class HandleWrapper {
  private final Ffm ffm;
  private final LibcEvents events;
  private final SyscallEvents syscalls;
  private final MethodHandles.Lookup lookup = MethodHandles.lookup();

  HandleWrapper(Ffm ffm, LibcEvents events) {
    this.ffm = ffm;
    this.events = events;
    this.syscalls = new SyscallEvents(events);
  }

  /**
   * @param lead how many arguments come before the function's own: the function's address, an allocator, the segment for
   *     errno
   * @param arguments how many the function's own are
   * @return null when the handle's types cannot be those of this function
   */
  MethodHandle wrap(MethodHandle handle, LibcFunction function, int lead, int arguments) throws ReflectiveOperationException {
    MethodType type = handle.type();
    List<Class<?>> own = type.parameterList().subList(lead, lead + Math.min(arguments, function.arity()));
    for (Class<?> parameter : own) {
      if (!isNumber(parameter)) {
        return null;
      }
    }
    if (type.returnType() != void.class && !isNumber(type.returnType())) {
      return null;
    }
    MethodHandle wrapped = handle;
    if (function.after() != null) {
      wrapped = MethodHandles.tryFinally(wrapped, after(function, type, own, lead));
    }
    if (function.before() != null) {
      MethodHandle before = toTypes(event(function, function.before(), own.size(), false), 0, own);
      wrapped = MethodHandles.foldArguments(wrapped, MethodHandles.dropArguments(before, 0, type.parameterList().subList(0, lead)));
    }
    return function == LibcFunction.SYSCALL ? MethodHandles.guardWithTest(isOfInterest(type, lead), wrapped, handle) : wrapped;
  }

  /** Most system calls change no memory, and some are made a million times a second: those get no further than this. */
  private MethodHandle isOfInterest(MethodType type, int lead) throws ReflectiveOperationException {
    MethodHandle test = lookup.findVirtual(SyscallEvents.class, "isOfInterest", MethodType.methodType(boolean.class, long.class)).bindTo(syscalls);
    test = MethodHandles.filterArguments(test, 0, toLong(type.parameterType(lead)));
    return MethodHandles.dropArguments(test, 0, type.parameterList().subList(0, lead));
  }

  /** (Throwable, R, leading arguments, own arguments)R, the shape that tryFinally wants; without R for void. */
  private MethodHandle after(LibcFunction function, MethodType type, List<Class<?>> own, int lead) throws ReflectiveOperationException {
    Class<?> result = type.returnType();
    List<Class<?>> leading = type.parameterList().subList(0, lead);
    MethodHandle event = toTypes(event(function, function.after(), own.size(), true), 2, own);
    if (result == void.class) {
      return MethodHandles.dropArguments(MethodHandles.insertArguments(event, 1, 0L), 1, leading);
    }
    event = MethodHandles.filterArguments(event, 1, resultToLong(result));
    event = MethodHandles.dropArguments(event, 2, leading);
    MethodHandle keep = MethodHandles.dropArguments(MethodHandles.identity(result), 0, Throwable.class);
    keep = MethodHandles.dropArguments(keep, 2, event.type().parameterList().subList(2, event.type().parameterCount()));
    return MethodHandles.foldArguments(keep, event);
  }

  /** The event with as many arguments as the caller passes. */
  private MethodHandle event(LibcFunction function, String name, int passed, boolean withOutcome) throws ReflectiveOperationException {
    int before = withOutcome ? 2 : 0;
    Class<?>[] types = new Class<?>[function.arity() + before];
    Arrays.fill(types, long.class);
    if (withOutcome) {
      types[0] = Throwable.class;
    }
    Object receiver = function == LibcFunction.SYSCALL ? syscalls : events;
    MethodHandle event = lookup.findVirtual(receiver.getClass(), name, MethodType.methodType(void.class, types)).bindTo(receiver);
    if (!function.takesFewer()) {
      return event;
    }
    Object[] absent = new Object[function.arity() - passed];
    Arrays.fill(absent, 0L);
    return MethodHandles.insertArguments(event, before + passed, absent);
  }

  private MethodHandle toTypes(MethodHandle event, int from, List<Class<?>> own) {
    MethodHandle[] filters = new MethodHandle[own.size()];
    for (int i = 0; i < filters.length; i++) {
      filters[i] = toLong(own.get(i));
    }
    return MethodHandles.filterArguments(event, from, filters);
  }

  private boolean isNumber(Class<?> type) {
    return type == long.class || type == int.class || type == short.class || type == byte.class || type == ffm.segmentType();
  }

  private MethodHandle toLong(Class<?> type) {
    return type == ffm.segmentType()
        ? ffm.address()
        : MethodHandles.explicitCastArguments(MethodHandles.identity(long.class), MethodType.methodType(long.class, type));
  }

  /** As {@link #toLong}, but a call that threw has no result: null there is 0. */
  private MethodHandle resultToLong(Class<?> type) throws ReflectiveOperationException {
    if (type != ffm.segmentType()) {
      return toLong(type);
    }
    MethodHandle isNull =
        lookup.findStatic(HandleWrapper.class, "isNull", MethodType.methodType(boolean.class, Object.class)).asType(MethodType.methodType(boolean.class, type));
    MethodHandle zero = MethodHandles.dropArguments(MethodHandles.constant(long.class, 0L), 0, type);
    return MethodHandles.guardWithTest(isNull, zero, ffm.address());
  }

  @SuppressWarnings("unused")
  private static boolean isNull(Object segment) {
    return segment == null;
  }
}
