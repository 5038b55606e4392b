package io.pindown.agent;

import io.pindown.agent.hook.Inside;
import io.pindown.registry.AddressSpace;
import io.pindown.registry.HookSource;
import java.io.IOException;

/**
 * Does at the start of the JVM, ahead of who comes to it, what costs less so: defines the classes that the start needs ({@link StartArchive}), core's on a
 * thread of its own, since a JVM that starts leaves the second processor idle; that thread then has core run what events run, and has ended before the
 * application begins. Nothing depends on it: what it has not done, for whatever reason, is done by who comes to it.
 */
final class HeadStart implements Runnable {
  private final Inside inside;
  private final Thread thread = new Thread(null, this, "pindown-start", 0, false);
  /** Whether the thread defines no more classes. Guarded by this. */
  private boolean defined;

  private HeadStart(Inside inside) {
    this.inside = inside;
  }

  /**
   * Begins, in a JVM whose application has not begun, so that hardly anybody else loads the same classes: only another agent's thread could, which uses core out
   * of this jar. Null where there is no second thread. Never throws.
   */
  static HeadStart begin(Inside inside) {
    HeadStart begun = null;
    try {
      if (Runtime.getRuntime().availableProcessors() > 1) {
        HeadStart beginning = new HeadStart(inside);
        beginning.thread.setDaemon(true);
        beginning.thread.start();
        begun = beginning;
      } else {
        defineCore(inside);
      }
      StartArchive.define(StartArchive.AGENT, inside);
    } catch (Throwable e) {
      // out of memory, of threads, of open files: it only saves time
    }
    if (begun != null) {
      begun.awaitDefined();
    }
    return begun;
  }

  private static void defineCore(Inside inside) throws IOException {
    if (StartArchive.isOurs(HookSource.class) && StartArchive.isOurs(AddressSpace.class)) { // an older core has only one of them
      StartArchive.define(StartArchive.CORE, inside);
    }
  }

  @Override
  public void run() {
    try {
      defineCore(inside);
      defined();
      AddressSpace.prepare();
    } catch (Throwable e) {
      // whoever needs it meets the same, and says so
    } finally {
      defined();
    }
  }

  private synchronized void defined() {
    defined = true;
    notifyAll();
  }

  /** Returns when core's classes are there: classes of the agent, when they are linked, may ask for them. */
  private synchronized void awaitDefined() {
    boolean interrupted = false;
    while (!defined) {
      try {
        wait();
      } catch (Exception e) { // interrupted: a start would load the class of what is named here
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns when it has ended, at once if it is null. Core's classes are initialised by one thread at a time, so ask this before any of them. */
  static void end(HeadStart begun) {
    boolean interrupted = false;
    while (begun != null && begun.thread.isAlive()) {
      try {
        begun.thread.join();
      } catch (Exception e) { // as above
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
