package io.pindown.cache;

import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.concurrent.ThreadFactory;

/**
 * Makes daemon threads that keep nothing of the thread that has them made: an application's class loader would otherwise stay as long as they run, by way of its
 * context class loader and, up to JDK 23, of the protection domains on the stack. Immutable.
 */
final class OwnThreads implements ThreadFactory {
  private final String name;

  OwnThreads(String name) {
    this.name = name;
  }

  @Override
  @SuppressWarnings("removal") // to be left out when it is gone: where there is no access control there is nothing to inherit
  public Thread newThread(Runnable task) {
    return AccessController.doPrivileged(
        (PrivilegedAction<Thread>)
            () -> {
              Thread made = new Thread(null, task, name, 0, false);
              made.setContextClassLoader(OwnThreads.class.getClassLoader());
              made.setDaemon(true);
              return made;
            });
  }
}
