package io.pindown.it.jvm.child;

import java.lang.reflect.Field;

/** Crashes its JVM. */
public final class Crashes {
  private Crashes() {}

  public static void main(String[] args) throws Exception {
    Class<?> unsafe = Class.forName("sun.misc.Unsafe");
    Field instance = unsafe.getDeclaredField("theUnsafe");
    instance.setAccessible(true);
    unsafe.getMethod("putLong", long.class, long.class).invoke(instance.get(null), 8L, 8L);
  }
}
