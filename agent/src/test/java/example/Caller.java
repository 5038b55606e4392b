package example;

/** Places in the code that are neither the JDK's nor ours, for who looks at stacks. */
public final class Caller {
  private Caller() {}

  public static void first(Runnable what) {
    what.run();
  }

  public static void second(Runnable what) {
    what.run();
  }

  /** With so many frames of this class above it. */
  public static void deep(int frames, Runnable what) {
    if (frames == 1) {
      what.run();
    } else {
      deep(frames - 1, what);
    }
  }
}
