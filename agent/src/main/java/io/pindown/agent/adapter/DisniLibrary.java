package io.pindown.agent.adapter;

import io.pindown.cache.BufferAddress;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The parts of DiSNI that register past the advice, by name: the agent does not depend on the library. Thread-safe. */
final class DisniLibrary {
  private final Object dispatcher;
  private final Method regMr;
  private final Method deregMr;
  private final Constructor<?> region;

  /** @throws ReflectiveOperationException if something is not there, or NatIbvMr has not been changed */
  DisniLibrary(Class<?> domainType, Object dispatcher) throws ReflectiveOperationException {
    ClassLoader loader = domainType.getClassLoader();
    String inPackage = domainType.getPackageName();
    Class<?> regionType = Class.forName(inPackage.concat(".NatIbvMr"), false, loader);
    if (!DisniRegion.class.isAssignableFrom(regionType)) {
      throw new ClassNotFoundException("NatIbvMr as the adapter makes it");
    }
    Class<?> contextType = Class.forName(inPackage.substring(0, inPackage.lastIndexOf('.')).concat(".IbvContext"), false, loader);
    this.dispatcher = dispatcher;
    Class<?> natives = dispatcher.getClass();
    regMr = natives.getMethod("_regMr", long.class, long.class, int.class, int.class, long.class, long.class, long.class);
    deregMr = natives.getMethod("_deregMr", long.class);
    region = regionType.getConstructor(
        long.class, contextType, long.class, int.class, int.class, int.class, int.class, int.class);
  }

  /** Registers for real. */
  DisniRegion register(DisniDomain domain, long address, int length, int access) throws Throwable {
    ByteBuffer keys = ByteBuffer.allocateDirect(12).order(ByteOrder.nativeOrder()); // local key, remote key, handle
    long at = BufferAddress.of(keys);
    long number = (long) called(regMr, domain.getObjId(), address, length, access, at, at + 4, at + 8);
    if (number <= 0) {
      throw new IOException("memory registration failed");
    }
    return (DisniRegion) region.newInstance(number, null, address, length, access, keys.getInt(0), keys.getInt(4), keys.getInt(8));
  }

  /** Deregisters for real. */
  void deregister(DisniRegion registered) throws Throwable {
    Object status = called(deregMr, registered.getObjId());
    if (status instanceof Integer && (int) status != 0) { // 1.x; later versions throw
      throw new IOException("memory de-registration failed, ret " + status);
    }
  }

  private Object called(Method method, Object... arguments) throws Throwable {
    try {
      return method.invoke(dispatcher, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
