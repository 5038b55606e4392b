package io.pindown.it.wire;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.pindown.it.app.OffHeap;
import io.pindown.it.foreign.Libc;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.util.Map;

/**
 * Processes that are started while memory is registered. The parent writes while its child lives, when the two share pages, or did: what the
 * device has must stay what the parent writes to. Nothing is to be seen by a hook here, so any cache must be right.
 */
public final class ForkPaths {
  private static final int BLOCK = (8 << 20) / Traffic.DIVISOR;
  private static final int ROUNDS = 3;
  private static final int SIGKILL = 9;

  private ForkPaths() {}

  public static void addTo(Map<String, ReusePaths.ReusePath> paths) {
    paths.put("quiet-fork-process", ForkPaths::process);
    paths.put("quiet-fork-native", ForkPaths::fork);
  }

  private interface Child {
    void end() throws Throwable;
  }

  private interface Start {
    Child child() throws Throwable;
  }

  /** By ProcessBuilder, in the way that jdk.lang.Process.launchMechanism says. The child waits for the end of its input. */
  private static void process(Traffic traffic) throws Throwable {
    withChildren(traffic, () -> {
      Process child = new ProcessBuilder("cat").start();
      return () -> {
        child.getOutputStream().close();
        if (child.waitFor() != 0) {
          throw new IllegalStateException("the child ended with " + child.exitValue());
        }
      };
    });
  }

  /** By fork itself: the child has the parent's memory and does nothing until it is killed. */
  private static void fork(Traffic traffic) throws Throwable {
    MethodHandle fork = Libc.bound("fork", JAVA_INT);
    MethodHandle pause = Libc.bound("pause", JAVA_INT);
    MethodHandle kill = Libc.bound("kill", JAVA_INT, JAVA_INT, JAVA_INT);
    MethodHandle waitpid = Libc.bound("waitpid", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    withChildren(traffic, () -> {
      int pid = (int) fork.invokeExact();
      while (pid == 0) {
        int interrupted = (int) pause.invokeExact();
      }
      if (pid < 0) {
        throw new IllegalStateException("fork failed");
      }
      return () -> {
        if ((int) kill.invokeExact(pid, SIGKILL) != 0 || (int) waitpid.invokeExact(pid, MemorySegment.NULL, 0) != pid) {
          throw new IllegalStateException("child " + pid + " cannot be ended");
        }
      };
    });
  }

  private static void withChildren(Traffic traffic, Start start) throws Throwable {
    ByteBuffer buffer = ByteBuffer.allocateDirect(BLOCK);
    long address = OffHeap.address(buffer);
    for (int round = 0; round < ROUNDS; round++) {
      MemorySegment.ofBuffer(buffer).fill(traffic.nextStage());
      traffic.sendTwice(address, BLOCK);
      Child child = start.child();
      MemorySegment.ofBuffer(buffer).fill(traffic.nextStage());
      traffic.sendTwice(address, BLOCK);
      child.end();
      traffic.nextStage();
      traffic.sendTwice(address, BLOCK);
    }
    OffHeap.invokeCleaner(buffer);
  }
}
