package io.pindown.cache;

import java.util.function.Consumer;

/** Registrations in a circle, linked through themselves: adding, removing and turning cost the same at any size. Not thread-safe. */
final class ClockRing<H> {
  private Registration<H> hand;

  /** Adds behind the hand: the last one that it will come to. */
  void add(Registration<H> registration) {
    if (hand == null) {
      registration.before = registration;
      registration.after = registration;
      hand = registration;
    } else {
      registration.after = hand;
      registration.before = hand.before;
      hand.before.after = registration;
      hand.before = registration;
    }
  }

  void remove(Registration<H> registration) {
    if (registration.after == registration) {
      hand = null;
    } else {
      registration.before.after = registration.after;
      registration.after.before = registration.before;
      if (hand == registration) {
        hand = registration.after;
      }
    }
    registration.before = null;
    registration.after = null;
  }

  /** The one that the hand is at, which then moves on; null if the ring is empty. */
  Registration<H> turn() {
    Registration<H> at = hand;
    if (at != null) {
      hand = at.after;
    }
    return at;
  }

  void forEach(Consumer<Registration<H>> action) {
    Registration<H> r = hand;
    if (r != null) {
      do {
        action.accept(r);
        r = r.after;
      } while (r != hand);
    }
  }
}
