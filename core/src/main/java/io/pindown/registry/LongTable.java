package io.pindown.registry;

/**
 * A lock-free hash table from long keys to long values, neither 0, of fixed capacity. Nothing is allocated after construction.
 *
 * <p>Keys live in buckets of eight words: three keys, three values, the number of keys that have their home here but had to go to one
 * of the next buckets, one word unused. Looking for a key that is not there reads one bucket as long as that number is 0. There are
 * no tombstones: a place whose key is 0 is free again at once, because a search never stops at a free place.
 *
 * <pre>
 * word         written by              access              publishes
 * key          the adder (CAS from 0)  CAS, volatile       nothing by itself
 *              the remover (to 0)      release
 * value        the adder, after key    release             the entry: a reader skips a key whose value is 0
 *              the remover (CAS to 0)  CAS                 who removes the entry: one of several
 * overflowed   adder and remover       getAndAdd, acquire  raised before a key is placed elsewhere, lowered after it left
 * </pre>
 *
 * <p>A key may be there several times. One entry's {@code add} must happen before a {@code remove} that is to find it, and one
 * thread at a time may remove an entry: whoever frees the block.
 */
final class LongTable {
  private static final int PER_BUCKET = 3;
  private static final int OVERFLOWED = 6;
  private static final int BUCKETS_PROBED = 8;

  private final long[] words;
  private final int mask;
  private final int reach;

  /**
   * @param buckets a power of two; three entries each
   */
  LongTable(int buckets) {
    words = new long[buckets * 8];
    mask = buckets - 1;
    reach = Math.min(BUCKETS_PROBED, buckets);
  }

  int capacity() {
    return (mask + 1) * PER_BUCKET;
  }

  private static int hash(long key) {
    return io.pindown.index.Granules.hash(key);
  }

  /** Returns false if there is no room near the key's home. */
  boolean add(long key, long value) {
    int home = hash(key) & mask;
    for (int probe = 0; probe < reach; probe++) {
      int bucket = (home + probe & mask) * 8;
      for (int i = bucket; i < bucket + PER_BUCKET; i++) {
        if (LongWords.getAcquire(words, i) == 0 && claim(i, home * 8 + OVERFLOWED, key, probe)) {
          LongWords.setRelease(words, i + PER_BUCKET, value);
          return true;
        }
      }
    }
    return false;
  }

  private boolean claim(int i, int overflowed, long key, int probe) {
    if (probe == 0) {
      return LongWords.cas(words, i, 0, key);
    }
    // raised first: a search for this key that begins after add() must not stop at its home
    LongWords.getAndAdd(words, overflowed, 1);
    if (LongWords.cas(words, i, 0, key)) {
      return true;
    }
    LongWords.getAndAdd(words, overflowed, -1);
    return false;
  }

  /** Removes one entry of {@code key}; returns its value, or 0 if there was none. */
  long remove(long key) {
    return remove(key, 0);
  }

  /**
   * Removes one entry of {@code key} with that value, any value if {@code wanted} is 0; returns its value, or 0 if there was none.
   */
  long remove(long key, long wanted) {
    int home = hash(key) & mask;
    int probes = probes(home);
    for (int probe = 0; probe < probes; probe++) {
      int bucket = (home + probe & mask) * 8;
      for (int i = bucket; i < bucket + PER_BUCKET; i++) {
        if (LongWords.getAcquire(words, i) == key) {
          long value = LongWords.getAcquire(words, i + PER_BUCKET);
          if (value != 0 && (wanted == 0 || value == wanted) && LongWords.cas(words, i + PER_BUCKET, value, 0)) {
            LongWords.setRelease(words, i, 0);
            if (probe > 0) {
              LongWords.getAndAdd(words, home * 8 + OVERFLOWED, -1);
            }
            return value;
          }
        }
      }
    }
    return 0;
  }

  /** The value of an entry of {@code key}, or 0. */
  long get(long key) {
    for (int step = 0; step < steps(key); step++) {
      long value = at(key, step);
      if (value != 0) {
        return value;
      }
    }
    return 0;
  }

  /** How many places a search for {@code key} looks at, for {@link #at}: for keys that are there several times. */
  int steps(long key) {
    return probes(hash(key) & mask) * PER_BUCKET;
  }

  /**
   * The value of {@code key} at one step of a search, or 0 if the place holds none. An entry stays at its step, so a search of all steps
   * meets every entry that is there all the while, whatever others add and remove.
   */
  long at(long key, int step) {
    int i = ((hash(key) & mask) + step / PER_BUCKET & mask) * 8 + step % PER_BUCKET;
    if (LongWords.getAcquire(words, i) != key) {
      return 0;
    }
    long value = LongWords.getAcquire(words, i + PER_BUCKET);
    // the key again: the place may have changed hands between the two reads
    return LongWords.getAcquire(words, i) == key ? value : 0;
  }

  private int probes(int home) {
    return LongWords.getAcquire(words, home * 8 + OVERFLOWED) == 0 ? 1 : reach;
  }

  /** The key at a place from 0 to {@link #capacity} - 1, or 0 if the place is free: for looking at all of them. */
  long keyAt(int place) {
    int i = place / PER_BUCKET * 8 + place % PER_BUCKET;
    long key = LongWords.getAcquire(words, i);
    return LongWords.getAcquire(words, i + PER_BUCKET) == 0 ? 0 : key;
  }
}
