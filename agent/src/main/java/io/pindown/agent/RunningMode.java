package io.pindown.agent;

/** What a mode does besides hooks and adapters, at run time. Called by one thread at a time. */
public interface RunningMode {
  /** Nothing. */
  RunningMode PLAIN = new RunningMode() {};

  /**
   * Whether it can be entered now; asked before the mode before it is left.
   *
   * @throws RequestException saying why not
   */
  default void check() throws RequestException {}

  /** What there is to say of it to who has asked for it; null for nothing. */
  default String remark() {
    return null;
  }

  /** Begins; the hooks are in. */
  default void enter() throws Throwable {}

  /** Ends, and leaves nothing behind. */
  default void leave() throws Throwable {}
}
