package io.pindown.registrar;

/** Access rights of a registration, as bits with the values that verbs gives them. Reading by the local device is always allowed. */
public final class Access {
  /** The local device reads: the source of a send. */
  public static final int LOCAL_READ = 0;
  /** The local device writes: the target of a receive or of a read from elsewhere. */
  public static final int LOCAL_WRITE = 1;
  /** A peer writes by RDMA. */
  public static final int REMOTE_WRITE = 1 << 1;
  /** A peer reads by RDMA. */
  public static final int REMOTE_READ = 1 << 2;
  /** A peer does atomic operations. */
  public static final int REMOTE_ATOMIC = 1 << 3;

  private static final int ALL = LOCAL_WRITE | REMOTE_WRITE | REMOTE_READ | REMOTE_ATOMIC;

  private Access() {}

  /**
   * Returns {@code access} if it has known bits only.
   *
   * @throws IllegalArgumentException otherwise
   */
  public static int check(int access) {
    if ((access & ~ALL) != 0) {
      throw new IllegalArgumentException(
          "access 0x" + Integer.toHexString(access) + " has unknown bits; allowed is any union of 0x" + Integer.toHexString(ALL));
    }
    return access;
  }

  /** Whether no peer can use a registration with these rights. */
  public static boolean isLocal(int access) {
    return (access & (REMOTE_WRITE | REMOTE_READ | REMOTE_ATOMIC)) == 0;
  }

  /** Whether a registration with rights {@code held} can serve a use that needs {@code wanted}. */
  public static boolean covers(int held, int wanted) {
    return (wanted & ~held) == 0;
  }
}
