package io.pindown.agent.adapter;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;

/** The methods of pindown-nic that the adapter needs, by name: the agent does not depend on the library. Immutable. */
final class UringLibrary {
  private final MethodHandle isOpen;
  private final MethodHandle pin;
  private final MethodHandle unpin;
  private final MethodHandle view;
  private final VarHandle lease;

  UringLibrary(Class<?> ringType) throws ReflectiveOperationException {
    Class<?> regionType = Class.forName(ringType.getPackageName() + ".Region", false, ringType.getClassLoader());
    MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(regionType, MethodHandles.lookup());
    MethodType ofRange = MethodType.methodType(Object.class, Object.class, long.class, long.class);
    isOpen = lookup.findVirtual(ringType, "isOpen", MethodType.methodType(boolean.class)).asType(MethodType.methodType(boolean.class, Object.class));
    pin = lookup.findVirtual(ringType, "pin", MethodType.methodType(regionType, long.class, long.class)).asType(ofRange);
    view = lookup.findVirtual(regionType, "view", MethodType.methodType(regionType, long.class, long.class)).asType(ofRange);
    unpin = lookup.findVirtual(regionType, "unpin", MethodType.methodType(void.class)).asType(MethodType.methodType(void.class, Object.class));
    lease = lookup.findVarHandle(regionType, "lease", Object.class);
  }

  boolean isOpen(Object ring) {
    try {
      return (boolean) isOpen.invokeExact(ring);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("Ring.isOpen failed", e);
    }
  }

  /** Registers for real. */
  Object pin(Object ring, long address, long length) throws Throwable {
    return pin.invokeExact(ring, address, length);
  }

  /** Deregisters for real. */
  void unpin(Object region) throws Throwable {
    unpin.invokeExact(region);
  }

  /** A part of a registration whose close ends a lease. */
  Object view(Object region, long address, long length, Object itsLease) throws Throwable {
    Object part = view.invokeExact(region, address, length);
    lease.set(part, itsLease);
    return part;
  }
}
