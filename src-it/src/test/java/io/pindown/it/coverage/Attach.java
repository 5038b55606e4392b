package io.pindown.it.coverage;

/** When the agent came. */
public enum Attach {
  /** With {@code -javaagent}, before the program. */
  START,
  /** Into the running program. */
  LATE;

  @Override
  public String toString() {
    return name().toLowerCase();
  }
}
