package io.pindown.it.app;

import io.pindown.registry.AddressSpace;
import io.pindown.registry.EventKind;
import java.io.RandomAccessFile;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.nio.channels.FileChannel;
import java.util.Map;

/**
 * The JDK's natives map0 and unmap0 past the methods that call them, as libraries do that want longs instead of buffers. The JVM must open
 * {@code sun.nio.ch}.
 */
final class ReflectivePaths {
  private static final long FILE = 700_001;
  /** What the kernel makes of it. */
  private static final long PAGES = 171 * 4_096;
  private static final int READ_WRITE = 1;

  private ReflectivePaths() {}

  static void addTo(Map<String, HookedPath> paths) {
    paths.put("map-reflective", scene -> unmapped(scene, (address, length) -> (int) unmap0().invoke(null, address, length)));
    paths.put("map-method-handle", scene ->
        unmapped(scene, (address, length) -> (int) MethodHandles.lookup().unreflect(unmap0()).invokeExact(address, length)));
  }

  private interface Unmap {
    int of(long address, long length) throws Throwable;
  }

  private static void unmapped(Scene scene, Unmap unmap) throws Throwable {
    AddressSpace.process().covers(true); // where the class was loaded before the agent, its natives are hooked now
    try (MappedFile file = new MappedFile((int) FILE);
        RandomAccessFile opened = new RandomAccessFile(file.path.toFile(), "rw")) {
      scene.step("opened");
      long address = map(opened);
      long other = map(opened);
      scene.count("mapped.events", EventKind.MAPPED);
      scene.watch("whole", address, FILE);
      scene.watch("last", address + PAGES - 1, 1);
      scene.watch("other", other, FILE);
      scene.step("mapped");
      scene.note("result", unmap.of(address, FILE));
      scene.step("unmapped");
      scene.note("other-result", unmap.of(other, FILE));
      scene.step("other-unmapped");
      scene.note("refused", refusal(unmap));
    }
  }

  /** What an address gives that is no page's. */
  private static String refusal(Unmap unmap) {
    try {
      return "no: " + unmap.of(1, 4_096);
    } catch (Throwable e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      return cause.getClass().getName();
    }
  }

  private static boolean isInChannel() {
    return Runtime.version().feature() < 20;
  }

  private static Class<?> owner() throws ClassNotFoundException {
    return Class.forName(isInChannel() ? "sun.nio.ch.FileChannelImpl" : "sun.nio.ch.UnixFileDispatcherImpl");
  }

  private static Method unmap0() throws ReflectiveOperationException {
    return method("unmap0", 2);
  }

  private static Method method(String name, int arguments) throws ReflectiveOperationException {
    for (Method method : owner().getDeclaredMethods()) {
      if (method.getName().equals(name) && method.getParameterCount() == arguments) {
        method.setAccessible(true);
        return method;
      }
    }
    throw new NoSuchMethodException(name);
  }

  private static long map(RandomAccessFile file) throws Throwable {
    if (isInChannel()) {
      FileChannel channel = file.getChannel();
      return (long) method("map0", 4).invoke(channel, READ_WRITE, 0L, FILE, false);
    }
    return (long) method("map0", 5).invoke(null, file.getFD(), READ_WRITE, 0L, FILE, false);
  }
}
