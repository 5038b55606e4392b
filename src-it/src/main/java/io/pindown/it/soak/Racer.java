package io.pindown.it.soak;

import io.pindown.registrar.Access;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;

/**
 * The racer of a {@link Duel}: registers a ground all the time, parts and whole, and sends its first page when it has seen that go.
 *
 * <pre>
 * field      written by   access     publishes
 * ground     changer      volatile   the ground to be on; null to leave it
 * standing   racer        volatile   the ground that it may touch; written before ground is read again, so one of the two sees the other
 * asked      changer      volatile   the first page has been written and is about to go
 * answered   racer        volatile   it has been sent
 * touches    racer        volatile   one more acquire and release are over
 * ended      changer      volatile   -
 * </pre>
 */
final class Racer<P> implements Callable<Void> {
  private static final int PARTS = 8;

  private final Port<P> port;
  private final SplittableRandom random;
  private final Verdict verdict = new Verdict();
  private long refusals;

  private volatile Ground ground;
  private volatile Ground standing;
  private volatile long asked;
  private volatile long answered;
  private volatile long touches;
  private volatile boolean ended;

  Racer(Port<P> port, long seed) {
    this.port = port;
    this.random = new SplittableRandom(seed);
  }

  // ---- for the changer ----

  void enter(Ground next) {
    ground = next;
  }

  /** Has it leave the ground; {@link #hasLeft} says when it has. */
  void leave() {
    ground = null;
  }

  boolean hasLeft() {
    return standing == null;
  }

  /** The first page has something in it now and will go. */
  void ask() {
    asked = asked + 1;
  }

  boolean hasAnswered() {
    return answered == asked;
  }

  /** Says when it has begun and ended a touch from now on. */
  BooleanSupplier aTouch() {
    long before = touches;
    return () -> touches - before >= 2;
  }

  /** Says when it has seen that the first page is gone, and has sent it. */
  BooleanSupplier anAnswer() {
    return this::hasAnswered;
  }

  void end() {
    ended = true;
  }

  Verdict verdict() {
    return verdict;
  }

  long touches() {
    return touches;
  }

  /** Touches that the device refused, since pages were away just then. To be read when it has ended. */
  long refusals() {
    return refusals;
  }

  // ---- its own ----

  @Override
  public Void call() throws Exception {
    while (!ended) {
      Ground here = ground;
      standing = here;
      if (here == null || here != ground) {
        Thread.onSpinWait();
      } else if (here.shows() && asked != answered && RawMemory.wordNow(here.address()) == 0) {
        Duel.send(port, here.address(), RawMemory.PAGE, verdict, "first page");
        answered = asked;
      } else {
        touch(here);
      }
    }
    standing = null;
    return null;
  }

  private void touch(Ground here) {
    boolean whole = random.nextBoolean();
    long from = whole ? 0 : RawMemory.PAGE * random.nextInt(PARTS);
    long length = whole ? here.length() : here.length() - PARTS * RawMemory.PAGE;
    if (!port.touch(here.address() + from, length, Access.LOCAL_READ)) {
      refusals++;
    }
    touches = touches + 1;
  }
}
