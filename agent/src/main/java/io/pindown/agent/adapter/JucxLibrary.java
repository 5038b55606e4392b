package io.pindown.agent.adapter;

import io.pindown.registrar.Access;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

/** The parts of jucx that register past the advice, by name: the agent does not depend on the library. Immutable. */
final class JucxLibrary {
  /** What UCX allows where no protection is asked for. */
  static final int ALL_RIGHTS = Access.LOCAL_WRITE | Access.REMOTE_WRITE | Access.REMOTE_READ | Access.REMOTE_ATOMIC;

  // ucp.h: ucp_mem_map_params_field, and UCP_MEM_MAP_PROT_; part of UCX's binary interface
  private static final long ADDRESS = 1;
  private static final long LENGTH = 1 << 1;
  private static final long FLAGS = 1 << 2;
  private static final long PROTECTION = 1 << 3;
  private static final long MEMORY_TYPE = 1 << 4;
  private static final long LOCAL_READ = 1;
  private static final long LOCAL_WRITE = 1 << 1;
  private static final long REMOTE_READ = 1 << 8;
  private static final long REMOTE_WRITE = 1 << 9;
  private static final int HOST = 0;

  private final Method getNativeId;
  private final Method mapNative;
  private final Method unmapNative;
  private final Constructor<?> params;
  private final Method setAddress;
  private final Method setLength;
  private final Method setProtection;

  /** @throws ReflectiveOperationException if something is not there, or UcpMemory has not been changed */
  JucxLibrary(Class<?> contextType) throws ReflectiveOperationException {
    ClassLoader loader = contextType.getClassLoader();
    String inPackage = contextType.getPackageName().concat(".");
    Class<?> memoryType = Class.forName(inPackage.concat("UcpMemory"), false, loader);
    if (!JucxMemory.class.isAssignableFrom(memoryType)) {
      throw new ClassNotFoundException("UcpMemory as the adapter makes it");
    }
    Class<?> paramsType = Class.forName(inPackage.concat("UcpMemMapParams"), false, loader);
    getNativeId = contextType.getMethod("getNativeId");
    mapNative = contextType.getDeclaredMethod("memoryMapNative", long.class, paramsType);
    mapNative.setAccessible(true);
    unmapNative = memoryType.getDeclaredMethod("unmapMemoryNative", long.class, long.class);
    unmapNative.setAccessible(true);
    params = paramsType.getConstructor();
    setAddress = paramsType.getMethod("setAddress", long.class);
    setLength = paramsType.getMethod("setLength", long.class);
    setProtection = paramsType.getMethod("setProtection", long.class);
  }

  /** The rights that are asked for; -1 where a cache cannot give what is: memory that UCX allocates, or pins later, or of a GPU. */
  static int access(JucxRange range) {
    long mask = range.pindownMask();
    boolean plain =
        (mask & (ADDRESS | LENGTH)) == (ADDRESS | LENGTH)
            && (mask & ~(ADDRESS | LENGTH | FLAGS | PROTECTION | MEMORY_TYPE)) == 0
            && ((mask & FLAGS) == 0 || range.pindownFlags() == 0)
            && ((mask & MEMORY_TYPE) == 0 || range.pindownMemoryType() == HOST)
            && range.getAddress() > 0
            && range.getLength() > 0;
    if (!plain) {
      return -1;
    }
    if ((mask & PROTECTION) == 0) {
      return ALL_RIGHTS;
    }
    long protection = range.pindownProtection();
    int access = (protection & LOCAL_WRITE) == 0 ? 0 : Access.LOCAL_WRITE;
    access |= (protection & REMOTE_READ) == 0 ? 0 : Access.REMOTE_READ;
    access |= (protection & REMOTE_WRITE) == 0 ? 0 : Access.REMOTE_WRITE | Access.REMOTE_ATOMIC;
    return (protection & ~(LOCAL_READ | LOCAL_WRITE | REMOTE_READ | REMOTE_WRITE)) == 0 ? access : -1;
  }

  /** The context's native handle, null once it is closed. */
  Long nativeId(Object context) throws ReflectiveOperationException {
    return (Long) getNativeId.invoke(context);
  }

  /** Registers for real. Keeps no buffer. */
  JucxMemory map(Object context, long nativeId, long address, long length, int access) throws Throwable {
    Object range = params.newInstance();
    setAddress.invoke(range, address);
    setLength.invoke(range, length);
    if (access != ALL_RIGHTS) {
      long protection = LOCAL_READ;
      protection |= (access & Access.LOCAL_WRITE) == 0 ? 0 : LOCAL_WRITE;
      protection |= (access & Access.REMOTE_READ) == 0 ? 0 : REMOTE_READ;
      protection |= (access & (Access.REMOTE_WRITE | Access.REMOTE_ATOMIC)) == 0 ? 0 : REMOTE_WRITE;
      setProtection.invoke(range, protection);
    }
    return (JucxMemory) called(mapNative, context, nativeId, range);
  }

  /** Deregisters for real. */
  void unmap(long nativeId, JucxMemory memory) throws Throwable {
    called(unmapNative, null, nativeId, memory.getNativeId());
  }

  private static Object called(Method method, Object on, Object... arguments) throws Throwable {
    try {
      return method.invoke(on, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
