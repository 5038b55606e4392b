package io.pindown.cache;

import java.lang.reflect.Field;

/**
 * The thread of a cache, for model checking: that thread never ends, so no run would. Without it, what it does now and then is an
 * operation like the others, {@link #reap}, in every order that there is.
 */
public final class OwnThread {
  private OwnThread() {}

  /** Keeps the cache, not used yet, from ever starting its thread. */
  public static void prevent(RegistrationCache<?> cache) {
    for (Field field : RegistrationCache.class.getDeclaredFields()) {
      if (field.getType() == Reaper.class) {
        field.setAccessible(true);
        try {
          ((Reaper) field.get(cache)).stop();
          return;
        } catch (IllegalAccessException e) {
          throw new IllegalStateException(e);
        }
      }
    }
    throw new IllegalStateException("a registration cache has no field of type Reaper any more");
  }

  /** What the thread does. */
  public static void reap(RegistrationCache<?> cache) {
    cache.reap();
  }
}
