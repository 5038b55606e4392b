package io.pindown.it.coverage;

/** What sees a path. In the order of strength: where several tests tell of one cell, the strongest is what holds when all is on. */
public enum State {
  /** A hook in the JDK. */
  COVERED("yes"),
  /** A hook in a library, or an adapter for one. */
  ADAPTER("adapter"),
  /** The kernel monitor only, where it is on. */
  KERNEL("kernel"),
  /** Nothing; but the memory is in no known container, so it is registered for each use. */
  REFUSED("refused"),
  /** Nothing: a gap, with a reason in the template. */
  UNSEEN("no");

  private final String word;

  State(String word) {
    this.word = word;
  }

  /** As the table says it. */
  String word() {
    return word;
  }

  /** Whether one path can be both: with a monitor or an adapter, and without. */
  boolean goesWith(State other) {
    return this == other || this != COVERED && other != COVERED;
  }

  @Override
  public String toString() {
    return name().toLowerCase();
  }
}
