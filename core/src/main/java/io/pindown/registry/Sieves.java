package io.pindown.registry;

/**
 * The {@link Sieve} that the hooks have, and the one that is to replace it. Marks of containers that are gone are left behind when a sieve is replaced by one
 * with the marks of those that are there.
 *
 * <pre>
 * field   written by             access     publishes
 * now     the sifter, locked     volatile   which sieves to mark: two while one replaces the other; none where there are too many containers for one to be of use
 * asked   the sifter, locked     volatile   the marks that are looked at, which are complete; null for none. By themselves, since each free begins here
 * </pre>
 */
final class Sieves {
  private final Narrowing narrowing;
  private volatile Sieve[] now;
  private volatile byte[] asked;

  Sieves(Narrowing narrowing) {
    this.narrowing = narrowing;
    now = new Sieve[] {Sieve.of(0)};
    ask(now[0].marks);
  }

  private void ask(byte[] marks) {
    narrowing.marks(marks);
    asked = marks;
  }

  /** Whether a container may begin there; false if none does whose allocation the caller knows of. */
  boolean lets(long base) {
    byte[] marks = asked;
    return marks == null || Sieve.lets(marks, base);
  }

  /** Marks what has been added to a table before. */
  void mark(long base) {
    for (Sieve sieve : now) {
      sieve.mark(base);
    }
  }

  boolean isWorn() {
    Sieve[] sieves = now;
    return sieves.length > 0 && sieves[0].isWorn();
  }

  /**
   * A sieve without the marks of containers that are gone, in place of a worn one. Who adds a container meanwhile has it in the table before it looks which
   * sieves to mark: either that is seen here, or the new sieve is seen there. Call with the lock of the containers held.
   */
  void replace(Containers containers) {
    Sieve[] old = now;
    Sieve fresh = Sieve.of(containers.live());
    if (fresh == null) {
      ask(null);
      now = new Sieve[0];
      return;
    }
    now = new Sieve[] {old[0], fresh};
    LongWords.fullFence();
    containers.forEach((table, base) -> fresh.mark(base));
    ask(fresh.marks);
    now = new Sieve[] {fresh};
  }
}
