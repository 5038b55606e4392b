package io.pindown.agent;

import io.pindown.registry.AddressSpace;

/**
 * Does at the start of the JVM, on a thread of its own that has ended before the application begins, what the start's own thread would come to
 * later: loads the classes that it needs next, and has core run what events run. Half of the start is loading classes, and a JVM that
 * starts leaves the second processor idle. Nothing depends on it: what it has not done, for whatever reason, is done by who comes to it.
 */
final class HeadStart implements Runnable {
  /** The thread that starts the JVM, and the agents that it was given; those that come later are started by another. */
  private static final String FIRST_THREAD = "main";

  private static final String PACKAGE = "io.pindown.";

  /** In the order in which the start comes to them. Loaded, not initialised, so that no two threads wait for each other's initialisers. */
  static final String[] CLASSES = {
    "agent.Installation", "agent.AgentOptions", "agent.OptionException", "agent.SelfTest", "agent.OptionSources",
    "agent.AgentOptions$Mode", "agent.Log$Level", "agent.AgentOptions$Monitor", "agent.Log", "agent.HookClass",
    "agent.HookClass$OpenedLoader", "agent.Installer", "agent.AgentFiles", "agent.weave.ConstantPoolNames", "agent.hook.HandOver", "agent.hook.Inside",
    "agent.LinkedHandles", "agent.point.Points", "agent.point.HookCall", "agent.point.Wrap", "agent.point.Point", "agent.point.Change",
    "agent.point.Substitute", "agent.Redefinitions", "agent.Declarations", "agent.Rewriting", "agent.Doubt", "agent.Proofs", "agent.point.Treatment",
    "agent.weave.DirectWeaver", "agent.weave.ClassFile", "agent.weave.Additions", "agent.weave.Bytes", "agent.weave.MethodPatch",
    "agent.weave.Instructions", "agent.weave.SiteCode", "agent.weave.FrameTypes", "agent.weave.Handlers", "agent.weave.Frames", "agent.Witness",
    "agent.Witness$Sink", "agent.adapter.AdapterTransformer", "agent.adapter.AdapterTable", "agent.library.LibraryTransformer",
    "agent.library.Descriptions", "agent.library.LibraryHooks", "agent.library.DescriptionException", "agent.library.Calls", "agent.library.Trust",
    "agent.ContainerTracking", "registry.EventSink", "registry.EventKind",
  };

  private final Thread thread = new Thread(null, this, "pindown-start", 0, false);

  private HeadStart() {}

  /** Null where it would not help: in a JVM that runs already, on one processor, or if no thread is to be had. Never throws. */
  static HeadStart begin() {
    try {
      if (!Thread.currentThread().getName().equals(FIRST_THREAD) || Runtime.getRuntime().availableProcessors() < 2) {
        return null;
      }
      HeadStart begun = new HeadStart();
      begun.thread.setDaemon(true);
      begun.thread.start();
      return begun;
    } catch (Throwable e) { // out of memory or of threads: it only saves time
      return null;
    }
  }

  @Override
  public void run() {
    try {
      for (String name : CLASSES) {
        Class.forName(PACKAGE.concat(name), false, HeadStart.class.getClassLoader());
      }
      AddressSpace.prepare();
    } catch (Throwable e) {
      // whoever needs it meets the same, and says so
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
