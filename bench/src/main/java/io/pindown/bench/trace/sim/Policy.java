package io.pindown.bench.trace.sim;

/** Decides which registration goes when there is no room. Told of all that happens to those that are in; not thread-safe. */
public interface Policy {

  /** It has been registered for the access at {@code now}. */
  void added(int object, int now);

  /** It has served the access at {@code now}. */
  void used(int object, int now);

  /** It is in no more: it was the victim, or its memory has ended. */
  void removed(int object);

  /** One that is in and should go; asked only while one is in. */
  int victim(int now);

  /** Whether to register {@code object} for one use only, rather than to let {@code victim} go. */
  default boolean declines(int object, int victim, int now) {
    return false;
  }

  /** Makes a policy for one run. */
  @FunctionalInterface
  interface Factory {
    Policy make(Requests requests, Limit limit, CostModel costs);
  }
}
