package io.pindown.cache;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Registrations that have been taken out of the roster and are not deregistered yet, and who waits for that. Room for each is made while it comes into the
 * roster, so that taking it out never fails. Not thread-safe: under the roster's lock.
 */
final class Leaving<H> {
  /** A place here, in a registration's own field: below that of those who are nowhere. */
  private static final int FIRST = -2;

  private static final int FEWEST = 16;

  private Object[] leaving = new Object[FEWEST];
  private int size;
  /** Only of those that somebody waits for. */
  private final Map<Registration<H>, List<Runnable>> listeners = new HashMap<>();

  /** Makes room for so many in all. */
  void fit(int most) {
    if (most > leaving.length) {
      leaving = Arrays.copyOf(leaving, most + (most >> 1));
    }
  }

  int size() {
    return size;
  }

  /** Never fails, within what there is room for. */
  void add(Registration<H> registration) {
    leaving[size] = registration;
    registration.place(FIRST - size);
    size++;
  }

  boolean has(Registration<H> registration) {
    int place = FIRST - registration.place();
    return place >= 0 && place < size && leaving[place] == registration;
  }

  /** Takes one out; returns who waits for it, null if it was not here. */
  List<Runnable> remove(Registration<H> registration) {
    if (!has(registration)) {
      return null;
    }
    int place = FIRST - registration.place();
    Registration<H> last = at(--size);
    leaving[place] = last;
    last.place(FIRST - place);
    leaving[size] = null;
    registration.place(FIRST + 1);
    List<Runnable> waiting = listeners.isEmpty() ? null : listeners.remove(registration);
    return waiting == null ? List.of() : waiting;
  }

  /** Has one more run when it is removed. */
  void listen(Registration<H> registration, Runnable listener) {
    listeners.computeIfAbsent(registration, unused -> new ArrayList<>(1)).add(listener);
  }

  void forEach(Consumer<? super Registration<H>> action) {
    for (int i = 0; i < size; i++) {
      action.accept(at(i));
    }
  }

  Registration<H> at(int place) {
    @SuppressWarnings("unchecked") // only add() puts some in
    Registration<H> registration = (Registration<H>) leaving[place];
    return registration;
  }
}
