package io.pindown.agent;

import io.pindown.registry.AddressSpace;

/**
 * Does at the start of the JVM, ahead of who comes to it, what costs less so: defines the classes that the start needs ({@link StartArchive}), core's on a
 * thread of its own, since a JVM that starts leaves the second processor idle; that thread then has core run what events run, and has ended before the
 * application begins. Nothing depends on it: what it has not done, for whatever reason, is done by who comes to it.
 */
final class HeadStart implements Runnable {
  /** The thread that starts the JVM, and the agents that it was given; those that come later are started by another. */
  private static final String FIRST_THREAD = "main";

  private final Thread thread = new Thread(null, this, "pindown-start", 0, false);
  /** Whether the thread defines no more classes. Guarded by this. */
  private boolean defined;

  private HeadStart() {}

  /** The thread, null where it would not help: in a JVM that runs already, on one processor, or if none is to be had. Never throws. */
  static HeadStart begin() {
    try {
      if (!Thread.currentThread().getName().equals(FIRST_THREAD)) {
        return null; // and others may load the same classes now
      }
      HeadStart begun = Runtime.getRuntime().availableProcessors() < 2 ? null : start();
      if (begun == null) {
        StartArchive.define(StartArchive.CORE);
      }
      StartArchive.define(StartArchive.AGENT);
      if (begun != null) {
        begun.awaitDefined();
      }
      return begun;
    } catch (Throwable e) { // out of memory or of threads: it only saves time
      return null;
    }
  }

  private static HeadStart start() {
    HeadStart begun = new HeadStart();
    begun.thread.setDaemon(true);
    begun.thread.start();
    return begun;
  }

  @Override
  public void run() {
    try {
      StartArchive.define(StartArchive.CORE);
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

  /** Who resolves a name meanwhile could define the class itself and be told, for good, that it is there. */
  private synchronized void awaitDefined() {
    boolean interrupted = false;
    while (!defined) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns when it has ended. Core's classes are initialised by one thread at a time, so ask this first. */
  static void end(HeadStart begun) {
    boolean interrupted = false;
    while (begun.thread.isAlive()) {
      try {
        begun.thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
