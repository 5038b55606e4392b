package example;

/** Stands for a library, so it is in no package of ours: hands out memory which no hook of the JDK sees; its description is {@code own-blocks.hooks}. */
public final class OwnBlocks {
  private OwnBlocks() {}

  /** Hands out {@code base}. */
  public static long take(long base, long size) {
    return base;
  }

  /** Takes it back. */
  public static void give(long base) {
    // whoever gave it to the library has it again
  }
}
