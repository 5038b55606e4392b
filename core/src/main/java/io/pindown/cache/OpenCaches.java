package io.pindown.cache;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;

/** The caches that are open, for who shows them; keeps none of them alive. Thread-safe. */
final class OpenCaches {
  private static final List<WeakReference<RegistrationCache<?>>> CACHES = new ArrayList<>();

  private OpenCaches() {}

  static void add(RegistrationCache<?> cache) {
    synchronized (CACHES) {
      CACHES.removeIf(each -> each.get() == null);
      CACHES.add(new WeakReference<>(cache));
    }
  }

  static void remove(RegistrationCache<?> cache) {
    synchronized (CACHES) {
      CACHES.removeIf(each -> each.get() == null || each.get() == cache);
    }
  }

  /** In the order in which they were made. */
  static List<RegistrationCache<?>> all() {
    List<RegistrationCache<?>> open = new ArrayList<>();
    synchronized (CACHES) {
      for (WeakReference<RegistrationCache<?>> each : CACHES) {
        RegistrationCache<?> cache = each.get();
        if (cache != null) {
          open.add(cache);
        }
      }
    }
    return open;
  }
}
