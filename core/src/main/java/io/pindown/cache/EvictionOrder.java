package io.pindown.cache;

import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Which registration goes when there is no room: the one that has not been used for the longest time, for how often it was used, for what
 * it takes of what is scarce, and for what it would cost to make again. docs/eviction.md compares it with others, and with the best
 * possible.
 *
 * <p>The entries are in an array, shuffled: a new one changes places with any. A hand goes round, looks at the next {@value #WINDOW} and
 * takes the one with the highest score of those that are not in use:
 *
 * <pre>
 *   (age + 1/2) * takes / costs / (1 + uses)
 *
 *   age    epochs since the last use; an epoch ends when a 32nd of the entries is new
 *   takes  its bytes, or 1 if what is scarce is registrations
 *   costs  to register it again, see {@link RegistrationCost}
 *   uses   epochs, after the one that it came in, in which it was used; {@value #MOST_USES} at most
 * </pre>
 *
 * <p>Where nearly all that went of late had never been used again, as when a ring of buffers goes round that is larger than the cache, age
 * says nothing: there what was never used again has the same age, so that chance lets some of it stay until it is.
 *
 * <p>Scoring some instead of sorting all is from hyperbolic caching (Blankstein, Sen and Freedman 2017), the hand from CLOCK (Corbató 1968).
 *
 * <p>A hit costs a comparison, and one plain store for each epoch: {@link #used}. What is lost when two threads do that at once, or when the
 * epochs have gone round after 2^29 of them, is a hint.
 *
 * <pre>
 * field          written by                         access    publishes
 * epoch          add, under its owner's lock        plain     nothing; hits read it, old or new
 * Entry.lastUse  hits; add, under its owner's lock  plain     nothing; a hint
 * all others     under its owner's lock             plain
 * </pre>
 *
 * <p>Not thread-safe but for {@link #epoch}, {@link #used} and {@link #preload}.
 */
final class EvictionOrder<E extends EvictionOrder.Entry> {
  private static final int WINDOW = 16;
  private static final int EPOCHS_A_ROUND = 32;
  private static final int EPOCH_SHIFT = 3;
  /** What an epoch moves by: the uses are counted below. */
  private static final int EPOCH = 1 << EPOCH_SHIFT;
  private static final int MOST_USES = EPOCH - 1;

  private static final int FEWEST_PLACES = 16;
  private static final int OUT = -1;
  /** Hits read the epoch, so it has a cache line of its own, between two halves of a line that nobody uses. */
  private static final int EPOCH_PLACE = 16;
  private static final double THRASHING = 0.9;
  private static final int REMEMBERED_VICTIMS = 64;

  private final RegistrationCost cost;
  private final int[] epoch = new int[2 * EPOCH_PLACE];
  private Entry[] entries = new Entry[FEWEST_PLACES];
  private int size;
  private int hand;
  private int newInEpoch;
  private double neverUsedAgain;
  private int random = 0x9E3779B9;

  /** What there is too little of. */
  enum Scarce {
    BYTES {
      @Override
      double taken(Entry entry) {
        return entry.bytes();
      }
    },
    REGISTRATIONS {
      @Override
      double taken(Entry entry) {
        return 1;
      }
    };

    abstract double taken(Entry entry);
  }

  /** What is kept in order, with two fields that belong to the order. */
  interface Entry {
    /** What it pins; does not change while it is in. */
    long bytes();

    /** What was last given to {@link #place(int)}. */
    int place();

    void place(int place);

    /** What was last given to {@link #lastUse(int)}, or a recent value of that; plain. */
    int lastUse();

    void lastUse(int lastUse);

    /** Whether nobody uses it just now, so that it may go. */
    boolean isIdle();
  }

  EvictionOrder(RegistrationCost cost) {
    this.cost = cost;
  }

  /** The present epoch, for {@link #used}. */
  int epoch() {
    return epoch[EPOCH_PLACE];
  }

  /** What an entry's last use becomes by a hit in {@code epoch}: the same, if it was used in this epoch before. */
  static int used(int lastUse, int epoch) {
    return (lastUse & -EPOCH) == epoch ? lastUse : epoch | Math.min(MOST_USES, (lastUse & MOST_USES) + 1);
  }

  /** Adds an entry that is in no order. The use that it was registered for is no hit: it does not go through {@link #used}. */
  void add(E entry) {
    if (size == entries.length) {
      entries = Arrays.copyOf(entries, size + (size >> 1));
    }
    entry.lastUse(epoch());
    int place = anyOf(size + 1);
    if (place < size) {
      put(entries[place], size);
    }
    put(entry, place);
    size++;
    if (++newInEpoch > size / EPOCHS_A_ROUND) {
      newInEpoch = 0;
      epoch[EPOCH_PLACE] += EPOCH; // last, so that the next use of the new one counts where a cache is small
    }
  }

  /** Loads what {@link #add} reads, most of the time, without the lock of its owner. What it returns means nothing. */
  int preload() {
    Entry[] now = entries;
    int place = place(shuffled(random), size + 1);
    Entry entry = place < now.length ? now[place] : null;
    return entry == null ? 0 : entry.place();
  }

  /**
   * Takes an entry out.
   *
   * @throws IllegalArgumentException if it is not in
   */
  void remove(E entry) {
    int place = entry.place();
    if (place < 0 || place >= size || entries[place] != entry) {
      throw new IllegalArgumentException(entry + " is not in this order");
    }
    put(entries[--size], place);
    entries[size] = null;
    entry.place(OUT);
    if (size < entries.length >> 2 && entries.length > FEWEST_PLACES) {
      shrink();
    }
  }

  /** Or not, where there is no memory to save memory: it is out in any case. */
  private void shrink() {
    try {
      entries = Arrays.copyOf(entries, entries.length >> 1);
    } catch (OutOfMemoryError e) {
      // another time
    }
  }

  private void put(Entry entry, int place) {
    entries[place] = entry;
    entry.place(place);
  }

  /** A number from 0 to {@code n} - 1 (Marsaglia 2003, and Lemire 2019 without his correction of the bias). */
  private int anyOf(int n) {
    random = shuffled(random);
    return place(random, n);
  }

  private static int shuffled(int random) {
    int x = random;
    x ^= x << 13;
    x ^= x >>> 17;
    return x ^ x << 5;
  }

  private static int place(int random, int n) {
    return (int) ((random & 0xffffffffL) * n >>> 32);
  }

  /** The entry that should go first, which stays in; null if all are in use. */
  E next(Scarce scarce) {
    Entry next = null;
    double highest = 0;
    int looked = 0; // from the first idle one on
    for (int left = size; left > 0 && looked < WINDOW; left--) {
      if (hand >= size) {
        hand = 0;
      }
      Entry entry = entries[hand++];
      double score = score(entry, scarce);
      if (score > highest && entry.isIdle()) {
        next = entry;
        highest = score;
      }
      looked += next == null ? 0 : 1;
    }
    if (next != null) {
      neverUsedAgain += ((uses(next) == 0 ? 1 : 0) - neverUsedAgain) / REMEMBERED_VICTIMS;
    }
    return cast(next);
  }

  private double score(Entry entry, Scarce scarce) {
    int uses = uses(entry);
    double age = uses == 0 && neverUsedAgain > THRASHING ? EPOCHS_A_ROUND : age(entry) + 0.5;
    return age * scarce.taken(entry) / cost.of(entry.bytes()) / (1 + uses);
  }

  private int age(Entry entry) {
    return epoch() - (entry.lastUse() & -EPOCH) >>> EPOCH_SHIFT;
  }

  private static int uses(Entry entry) {
    return entry.lastUse() & MOST_USES;
  }

  int size() {
    return size;
  }

  /** Hands all entries to an action, which must not add or remove. */
  void forEach(Consumer<? super E> action) {
    for (int i = 0; i < size; i++) {
      action.accept(cast(entries[i]));
    }
  }

  @SuppressWarnings("unchecked") // only add() puts entries in
  private E cast(Entry entry) {
    return (E) entry;
  }
}
