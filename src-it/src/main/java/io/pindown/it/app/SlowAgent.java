package io.pindown.it.app;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** An agent of somebody else whose transformer takes as long over a class as it is told to. */
public final class SlowAgent {
  private static final long LIMIT_SECONDS = 60;

  private static Instrumentation instrumentation;
  private static volatile Rewriting current;

  private SlowAgent() {}

  public static void premain(String options, Instrumentation given) {
    instrumentation = given;
    given.addTransformer(new Waits(), true);
  }

  /**
   * Has a class rewritten by a thread of its own, and returns when that thread is in this agent's transformer, where it stays.
   *
   * @param inTheImage whether the class becomes what the JDK has in its image; else what the transformer before made of it
   */
  static Rewriting begin(String name, boolean inTheImage) throws Exception {
    Rewriting rewriting = new Rewriting(loaded(name), inTheImage ? MeddlingAgent.inTheImage(name) : null);
    current = rewriting;
    rewriting.thread.start();
    rewriting.await(rewriting.entered, "the transformer to be asked for " + name);
    return rewriting;
  }

  private static Class<?> loaded(String name) {
    for (Class<?> type : instrumentation.getAllLoadedClasses()) {
      if (type.getName().equals(name) && type.getClassLoader() == null) {
        return type;
      }
    }
    throw new IllegalStateException(name + " is not loaded");
  }

  /** One class on its way. */
  static final class Rewriting {
    private final Class<?> type;
    private final byte[] result;
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch go = new CountDownLatch(1);
    private final Thread thread = new Thread(this::rewrite, "slow rewriting");
    private volatile Throwable failure;

    private Rewriting(Class<?> type, byte[] result) {
      this.type = type;
      this.result = result;
    }

    private void rewrite() {
      try {
        instrumentation.retransformClasses(type);
      } catch (Throwable e) {
        failure = e;
      }
    }

    private byte[] hold() {
      entered.countDown();
      await(go, "the end of the rewriting");
      return result;
    }

    private void await(CountDownLatch latch, String what) {
      try {
        if (!latch.await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
          throw new IllegalStateException("waited " + LIMIT_SECONDS + " s for " + what);
        }
      } catch (InterruptedException e) {
        throw new IllegalStateException("interrupted while waiting for " + what, e);
      }
    }

    /** Lets it go on, and returns when the class is replaced; this agent's transformer takes no time and changes nothing from then on. */
    void end() throws Exception {
      current = null;
      go.countDown();
      thread.join(TimeUnit.SECONDS.toMillis(LIMIT_SECONDS));
      if (failure != null || thread.isAlive()) {
        throw new IllegalStateException(type + " was not rewritten", failure);
      }
    }
  }

  private static final class Waits implements ClassFileTransformer {
    @Override
    public byte[] transform(Module module, ClassLoader loader, String name, Class<?> type, ProtectionDomain domain, byte[] bytes) {
      Rewriting now = current;
      return now != null && type == now.type ? now.hold() : null;
    }
  }
}
