package io.pindown.cache;

import java.util.Arrays;
import java.util.function.Consumer;

/** Placeholder: clock over an array. */
final class EvictionOrder<H> {
  private Registration<?>[] held = new Registration<?>[16];
  private int size;
  private int hand;

  void add(Registration<H> r) {
    if (size == held.length) {
      held = Arrays.copyOf(held, size + (size >> 1));
    }
    r.place = size;
    held[size++] = r;
  }

  void remove(Registration<H> r) {
    int at = r.place;
    Registration<?> last = held[--size];
    held[at] = last;
    last.place = at;
    held[size] = null;
    r.place = -1;
  }

  @SuppressWarnings("unchecked")
  Registration<H> next() {
    for (int left = size * 2; left > 0; left--) {
      hand = hand + 1 >= size ? 0 : hand + 1;
      Registration<?> r = held[hand];
      if (r.isIdle() && r.lastUse == 0) {
        return (Registration<H>) r;
      }
      r.lastUse = 0;
    }
    return null;
  }

  int size() {
    return size;
  }

  @SuppressWarnings("unchecked")
  void forEach(Consumer<Registration<H>> action) {
    for (int i = 0; i < size; i++) {
      action.accept((Registration<H>) held[i]);
    }
  }
}
