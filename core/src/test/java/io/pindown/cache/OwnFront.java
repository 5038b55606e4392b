package io.pindown.cache;

/** What a model has to know of where recent registrations are kept. */
public final class OwnFront {
  private OwnFront() {}

  /** Whether two addresses share their places, in a cache of few registrations. */
  public static boolean meet(long one, long other) {
    return Front.meet(one, other);
  }
}
