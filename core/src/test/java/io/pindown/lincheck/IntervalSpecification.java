package io.pindown.lincheck;

import java.util.List;
import java.util.function.BiConsumer;

/**
 * What an object may do, in steps: an operation takes one or more of them, and other operations' steps may come in between. An operation
 * of one step is what linearizability asks for; more of them say, here and nowhere else, where the object promises less.
 *
 * @param <S> the object's state, a value with {@code equals}
 */
public interface IntervalSpecification<S> {
  /** Before the first operation. */
  S initial();

  /**
   * How far an operation is that has just been called.
   *
   * @param result what it is going to return, null for nothing, or the class of what it is going to throw
   */
  Progress<S> call(String operation, List<Object> arguments, Object result);

  /** How far an operation is, a value with {@code equals}; null in its place is an operation that is over. */
  interface Progress<S> {
    /** Gives {@code next} the state and the progress after one step, once for each possibility; not at all if there is none now. */
    void step(S state, BiConsumer<S, Progress<S>> next);
  }
}
