package io.pindown.registry;

import java.util.function.LongBinaryOperator;

/**
 * Hooks that somebody takes away: as the agent's do, they are in doubt before they can be gone, and say so again as long as that is all that
 * can be told.
 */
final class DoubtfulHooks implements HookSource {
  private final long[] lost = new long[1];
  private Runnable doubt;
  private volatile boolean raised;
  private volatile boolean gone;

  /** Somebody is about to replace the class that has them. */
  void raise() {
    raised = true;
    doubt.run();
  }

  /** The class has been replaced. */
  void go() {
    gone = true;
  }

  /** A doubt that comes to nothing. */
  void raiseInVain() {
    doubt.run();
  }

  @Override
  public boolean intact() {
    boolean begun = raised;
    if (gone) {
      return false;
    }
    if (begun) {
      doubt.run();
    }
    return true;
  }

  @Override
  public long[] lost() {
    return lost;
  }

  @Override
  public void subscribe(LongBinaryOperator[] sinks) {}

  @Override
  public void onDoubt(Runnable given) {
    doubt = given;
  }

  @Override
  public Coverage coverage() {
    return Coverage.NONE; // so that nothing is adopted
  }

  @Override
  public void prove() {}
}
