package io.pindown.nic.example;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.pindown.nic.ffi.Errno;
import io.pindown.nic.ffi.NativeLibrary;
import io.pindown.registrar.Access;
import io.pindown.registrar.Registrar;
import io.pindown.registrar.RegistrarException;
import io.pindown.registrar.RegistrarException.Reason;
import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.atomic.AtomicBoolean;

/** Registers with a NIC by its native library, mynic. */
final class MyNicRegistrar implements Registrar<MyNicRegistrar.Key> {
  /** A registration. One object each, so that one that is deregistered is never mistaken for a later one with its number. */
  static final class Key {
    final long number;
    private final AtomicBoolean registered = new AtomicBoolean(true);

    private Key(long number) {
      this.number = number;
    }
  }

  private final MethodHandle register;
  private final MethodHandle deregister;

  MyNicRegistrar(NativeLibrary mynic) {
    register = mynic.bind("mynic_register", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG));
    deregister = mynic.bind("mynic_deregister", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG));
  }

  @Override
  public Key register(long address, long length, int access) {
    if (!Access.isLocal(Access.check(access))) {
      throw new RegistrarException(Reason.ACCESS, "access is 0x" + Integer.toHexString(access) + "; mynic allows LOCAL_WRITE at most");
    }
    if (length <= 0) {
      throw new IllegalArgumentException("length is " + length + "; it must be above 0");
    }
    try {
      return new Key(checked("mynic_register", (long) register.invokeExact(address, length)));
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }

  @Override
  public void deregister(Key key) {
    if (!key.registered.compareAndSet(true, false)) {
      throw new IllegalStateException("key " + key.number + " was deregistered before");
    }
    try {
      checked("mynic_deregister", (long) deregister.invokeExact(key.number));
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }

  @Override
  public String name() {
    return "mynic";
  }

  /** What a cache can do about a failure depends on its reason, so each errno of the library has one. */
  private static long checked(String call, long result) {
    if (result >= 0) {
      return result;
    }
    int errno = (int) -result;
    Reason reason = switch (errno) {
      case Errno.ENOMEM, Errno.ENOSPC -> Reason.PRESSURE;
      case Errno.EFAULT -> Reason.ADDRESS;
      case Errno.EBADF -> Reason.CLOSED;
      default -> Reason.OTHER;
    };
    throw new RegistrarException(reason, call + " failed: " + Errno.describe(errno));
  }
}
