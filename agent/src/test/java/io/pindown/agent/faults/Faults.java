package io.pindown.agent.faults;

/** Where allocations fail: called before each of the rewritten classes. For one thread at a time, and one fault in a run. */
public final class Faults {
  private static Thread armed;
  private static int left;
  private static int seen;
  private static String where;

  private Faults() {}

  /** The n-th allocation from now on of the calling thread fails, counted from 1; 0 for none. */
  public static void arm(int n) {
    left = n;
    seen = 0;
    where = null;
    armed = Thread.currentThread();
  }

  /** Nothing fails any more; returns how many allocations there were. */
  public static int disarm() {
    armed = null;
    return seen;
  }

  /** The place that has failed; null if none has. */
  public static String where() {
    return where;
  }

  /** Called by rewritten classes. */
  public static void allocates(String place) {
    if (armed == Thread.currentThread()) {
      seen++;
      if (seen == left) {
        where = place;
        throw new OutOfMemoryError("made by the test at " + place);
      }
    }
  }
}
