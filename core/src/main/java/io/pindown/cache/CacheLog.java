package io.pindown.cache;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Says a thing once for each reason, on the System.Logger {@code io.pindown.cache}. Never throws: what is said is not what has to be done. */
final class CacheLog {
  private static final Set<String> SAID = ConcurrentHashMap.newKeySet();

  private CacheLog() {}

  static void once(String reason, String message, Throwable cause) {
    try {
      if (SAID.add(reason)) {
        System.getLogger("io.pindown.cache").log(System.Logger.Level.WARNING, message, cause);
      }
    } catch (Throwable e) {
      // a handler or a formatter of the application's, or no memory; there is nowhere else to say it
    }
  }
}
