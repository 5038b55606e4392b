package io.pindown.registry;

import io.pindown.index.Granules;
import io.pindown.index.Tags;
import java.util.ArrayList;
import java.util.List;

/**
 * The live containers: blocks and mappings that are freed or unmapped as a whole, each with its size. Lock-free, allocates nothing
 * on the way of an event.
 *
 * <p>Two tables. One by base, which says what is live, for the free that carries no length; one by granule for finding the container
 * around an address. What finds no room is not recorded, so it is unknown memory, which is never cached: nothing is lost by it. Larger
 * tables are put in front of full ones by threads that arm watches, never by events; an entry stays in the table that it was added to.
 *
 * <pre>
 * field        written by                    access                 publishes
 * tables       the grower, locked            volatile               new, empty tables in front
 * sieves       the sifter, locked            volatile               which sieves to mark: two while one replaces the other
 * levels       allocating threads            CAS                    which levels have had containers; bits are only ever set
 * dropped      allocating threads            getAndAdd              nothing; a count
 * </pre>
 */
final class Containers {
  /** Set in a container's value when it is a mapping, which truncation of a file can change. */
  static final long MAPPING = ContainerTable.MAPPING;

  /** The most bytes that a container can have. */
  static final long LARGEST = ContainerTable.SIZE;

  private static final int LEVELS = 0;
  private static final int DROPPED = 8;
  private static final int TOO_LARGE = 9;
  /** Two lines away, since each miss writes it and each event reads the others. Racy: how often it is looked does not matter. */
  private static final int LOOKS = 24;
  private static final int FACTOR = 4;
  private static final int LOOK_EVERY = 512;
  private static final int SMALL = 16;
  private static final int MOST_BUCKETS = 1 << 26;

  /** Both tables, of the same number of places. */
  private record Tables(ContainerTable byBase, GranuleSet byGranule, int buckets) {}

  private final Narrowing narrowing;
  private final Cuts cuts = new Cuts();
  private volatile Tables[] tables;
  private volatile Sieve[] sieves;
  private final long[] words = new long[LOOKS + 8];
  private long droppedAtGrowth; // under this

  /**
   * @param buckets of the first tables, a power of two; seven containers each
   */
  Containers(int buckets, Narrowing narrowing) {
    this.narrowing = narrowing;
    tables = new Tables[] {make(buckets)};
    sieves = new Sieve[] {Sieve.of(0)};
    narrowing.tables(tags(tables));
    narrowing.marks(sieves[0].marks);
  }

  private static long[][] tags(Tables[] tables) {
    long[][] tags = new long[tables.length][];
    for (int i = 0; i < tables.length; i++) {
      tags[i] = tables[i].byBase.tags();
    }
    return tags;
  }

  private Tables make(int buckets) {
    return new Tables(new ContainerTable(buckets), new GranuleSet(buckets, this), buckets);
  }

  static long size(long value) {
    return value & LARGEST;
  }

  static boolean isMapping(long value) {
    return (value & MAPPING) != 0;
  }

  /**
   * Records a container of which none is there at {@code base}; returns false if there was no room: then nothing that overlaps it is relied on
   * any more.
   *
   * @param kind 0 or {@link #MAPPING}, and what else the value is to say
   */
  boolean add(long base, long size, long kind) {
    if (size > LARGEST) {
      LongWords.getAndAdd(words, TOO_LARGE, 1); // larger tables would not help
      return false;
    }
    int level = Granules.level(size);
    long used = LongWords.getVolatile(words, LEVELS);
    while ((used & 1L << level) == 0) {
      LongWords.cas(words, LEVELS, used, used | 1L << level);
      used = LongWords.getVolatile(words, LEVELS);
    }
    if (addToOne(base, size | kind)) {
      for (Sieve sieve : sieves) {
        sieve.mark(base);
      }
      for (Tables t : tables) {
        if (t.byGranule.add(level, base)) {
          return true;
        }
      }
      remove(base);
    }
    LongWords.getAndAdd(words, DROPPED, 1);
    meet(base, base + size, false); // what is known there has ended unseen, and a watch must not rely on its end instead of this one's
    return false;
  }

  private boolean addToOne(long base, long value) {
    for (Tables t : tables) {
      if (t.byBase.add(base, value)) {
        return true;
      }
    }
    return false;
  }

  /** {@link #remove} for whoever frees a block: most are no containers, which the sieve tells by one look. */
  long removeFreed(long base) {
    Sieve[] now = sieves;
    return now.length > 0 && !now[0].lets(base) ? 0 : remove(base);
  }

  /** Forgets the container at {@code base}; returns its size and flags, or 0 if none is known there. */
  long remove(long base) {
    for (Tables t : tables) {
      long value = t.byBase.remove(base);
      if (value != 0) {
        return value;
      }
    }
    return 0;
  }

  private long value(long base) {
    for (Tables t : tables) {
      long value = t.byBase.get(base);
      if (value != 0) {
        return value;
      }
    }
    return 0;
  }

  /** Size and flags of the container at {@code base}, or 0. */
  long get(long base) {
    long value = value(base);
    return (value & ContainerTable.FORGOTTEN) == 0 ? value : 0;
  }

  /**
   * Notes in every container that contains {@code [start, end)} that a watch lies there: mostly there is one, but something whose end was
   * missed may lie in another or around it. Returns 0 if there is none, else a value that is a mapping's if any of them is one.
   */
  long noteWatch(long start, long end) {
    long noted = 0;
    long enough = -1L << Granules.level(end - start);
    for (long left = LongWords.getVolatile(words, LEVELS) & enough; left != 0; left &= left - 1) {
      int level = Long.numberOfTrailingZeros(left);
      long granule = start >>> level;
      for (Tables t : tables) {
        long here = t.byGranule.noteWatch(level, granule, start, end);
        long before = granule == 0 ? 0 : t.byGranule.noteWatch(level, granule - 1, start, end);
        noted |= here | before;
      }
    }
    return noted;
  }

  /** Loads what {@link #noteWatch(long, long)} reads first; see {@link AddressSpace#preload}. */
  long preload(long start, long end) {
    long loaded = 0;
    for (long left = LongWords.getVolatile(words, LEVELS) & -1L << Granules.level(end - start); left != 0; left &= left - 1) {
      int level = Long.numberOfTrailingZeros(left);
      long granule = start >>> level;
      for (Tables t : tables) {
        loaded += t.byGranule.preload(level, granule) + t.byGranule.preload(level, Math.max(0, granule - 1));
      }
    }
    return loaded;
  }

  /** {@link #noteWatch(long, long)} in the container at {@code base}, if it contains the range. */
  long noteWatch(long base, long start, long end) {
    while (true) {
      long value = get(base);
      if (value == 0 || base + size(value) < end) {
        return 0;
      }
      boolean whole = Granules.level(size(value)) == Granules.level(end - start);
      long marked = mark(base, ContainerTable.WATCHED | (whole ? 0 : ContainerTable.PARTS));
      if (size(marked) == size(value)) { // if not, it is another container by now
        return (marked & ContainerTable.FORGOTTEN) == 0 ? marked : 0;
      }
    }
  }

  private long mark(long base, long flags) {
    for (Tables t : tables) {
      long marked = t.byBase.mark(base, flags);
      if (marked != 0) {
        return marked;
      }
    }
    return 0;
  }

  boolean isLive(long base) {
    return value(base) != 0;
  }

  /** Relies again on a container of which {@link ContainerTable#FORGOTTEN} was said; false if there is none of this size. */
  boolean recall(long base, long size) {
    for (Tables t : tables) {
      if (t.byBase.recall(base, size)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a container that may be relied on begins at {@code base} and contains {@code [start, end)}. */
  boolean contains(long base, long start, long end) {
    return base <= start && end <= base + size(get(base));
  }

  /** The base of a container that contains {@code [start, end)}, or 0. */
  long around(long start, long end) {
    if (contains(start, start, end)) {
      return start;
    }
    Tables[] all = tables;
    for (long left = LongWords.getVolatile(words, LEVELS); left != 0; left &= left - 1) {
      int level = Long.numberOfTrailingZeros(left);
      long granule = start >>> level;
      for (Tables t : all) {
        // a container is no longer than a granule of its level, so it begins in this one or in the one before
        long base = t.byGranule.around(level, granule, start, end);
        if (base == 0 && granule > 0) {
          base = t.byGranule.around(level, granule - 1, start, end);
        }
        if (base != 0) {
          return base;
        }
      }
    }
    return 0;
  }

  /**
   * Takes {@code [start, end)} out of all containers: what sticks out at either side stays a container.
   *
   * @return false if what is left is not relied on, since another thread has unmapped a part of the same container meanwhile
   */
  boolean carve(long start, long end) {
    long value = value(start);
    if (value != 0 && start + size(value) <= end) {
      remove(start);
      if (start + size(value) == end) {
        return true; // by far the most frequent case: a mapping that is unmapped as a whole
      }
    }
    long unreliable = cuts.unreliable();
    long done;
    do {
      done = cuts.done();
      meet(start, end, true);
      if (cuts.isOpenOver(start, end)) {
        cuts.miss();
        meet(start, end, true);
      }
    } while (cuts.done() != done);
    return cuts.unreliable() == unreliable;
  }

  /** Cuts {@code [start, end)} out of all containers, or forgets all that overlap it. */
  private void meet(long start, long end, boolean cut) {
    for (long left = LongWords.getVolatile(words, LEVELS); left != 0; left &= left - 1) {
      int level = Long.numberOfTrailingZeros(left);
      long first = Math.max(0, (start >>> level) - 1);
      long last = end - 1 >>> level;
      if (last - first >= capacity()) {
        meetEach(start, end, cut);
        return;
      }
      for (Tables t : tables) {
        for (long granule = first; granule <= last; granule++) {
          t.byGranule.meet(level, granule, start, end, cut);
        }
      }
    }
  }

  private long capacity() {
    return tables[0].buckets * 16L;
  }

  private interface Visit {
    void at(ContainerTable table, long base);
  }

  /** Every container in the tables, forgotten ones, too. */
  private void forEach(Visit visit) {
    for (Tables t : tables) {
      for (int bucket = 0; bucket < t.buckets; bucket++) {
        for (int place = 0; place < Tags.PLACES && !t.byBase.isUntouched(bucket); place++) {
          long base = t.byBase.baseAt(bucket, place);
          if (base != 0) {
            visit.at(t.byBase, base);
          }
        }
      }
    }
  }

  /** Written out, since events may come here, which make no lambdas. */
  private void meetEach(long start, long end, boolean cut) {
    for (Tables t : tables) {
      for (int bucket = 0; bucket < t.buckets; bucket++) {
        for (int place = 0; place < Tags.PLACES && !t.byBase.isUntouched(bucket); place++) {
          long base = t.byBase.baseAt(bucket, place);
          if (base != 0) {
            meet(base, start, end, cut);
          }
        }
      }
    }
  }

  /** That watches were noted in a container, for what takes its place: they are of whatever level there. */
  static long notes(long value) {
    return (value & ContainerTable.WATCHED) == 0 ? 0 : ContainerTable.WATCHED | ContainerTable.PARTS;
  }

  /** The same to the container at {@code base}, if it overlaps. */
  void meet(long base, long start, long end, boolean cut) {
    long known = value(base);
    if (known != 0 && base < end && start < base + size(known)) {
      if (cut) {
        cut(base, known, start, end);
      } else {
        forget(base);
      }
    }
  }

  private void cut(long base, long known, long start, long end) {
    long missed = cuts.begin(base, base + size(known));
    try {
      long value = remove(base); // what it says of watches may have changed since
      if (value != 0) {
        putBack(base, value, start, end);
        if (cuts.missed() != missed) {
          cuts.leaveUnreliable();
          forget(base);
          forget(end);
        }
      }
    } finally {
      cuts.end(base);
    }
  }

  /** Adds what {@code [start, end)} leaves of a container that was taken out. */
  private void putBack(long base, long value, long start, long end) {
    long limit = base + size(value);
    long kind = value & (MAPPING | ContainerTable.FORGOTTEN) | notes(value);
    if (base < start) {
      add(base, Math.min(start, limit) - base, kind);
    }
    if (end < limit) {
      add(end, limit - end, kind);
    }
  }

  /** The bases of the containers that are relied on and overlap {@code [start, end)}. Not for events, since it allocates. */
  List<Long> basesIn(long start, long end) {
    List<Long> bases = new ArrayList<>();
    for (long left = LongWords.getVolatile(words, LEVELS); left != 0; left &= left - 1) {
      int level = Long.numberOfTrailingZeros(left);
      long first = Math.max(0, (start >>> level) - 1);
      long last = end - 1 >>> level;
      if (last - first >= capacity()) {
        bases.clear();
        forEach((table, base) -> addIfIn(base, start, end, bases));
        return bases;
      }
      for (Tables t : tables) {
        for (long granule = first; granule <= last; granule++) {
          t.byGranule.forEach(level, granule, base -> addIfIn(base, start, end, bases));
        }
      }
    }
    return bases;
  }

  private void addIfIn(long base, long start, long end, List<Long> bases) {
    if (base < end && start < base + size(get(base)) && !bases.contains(base)) {
      bases.add(base);
    }
  }

  /** The container at {@code base} is not relied on any more; its end still matters. */
  void forget(long base) {
    mark(base, ContainerTable.FORGOTTEN);
  }

  /** For when the end of some container may have gone unseen: none is relied on any more. */
  void forgetAll() {
    forEach((table, base) -> table.mark(base, ContainerTable.FORGOTTEN));
  }

  /** Containers that are relied on, counted one by one. */
  long live() {
    long[] live = new long[1];
    forEach((table, base) -> live[0] += (table.get(base) & ContainerTable.FORGOTTEN) == 0 ? 1 : 0);
    return live[0];
  }

  long dropped() {
    return foundNoRoom() + LongWords.getVolatile(words, TOO_LARGE);
  }

  private long foundNoRoom() {
    return LongWords.getVolatile(words, DROPPED);
  }

  /** {@link #add}, with more room made if there is none; not called by events. */
  boolean addWithRoom(long base, long size, long kind) {
    return add(base, size, kind) || growOnce() && add(base, size, kind);
  }

  /** Makes room ahead of need: at some of its calls, since there are many. Not called by events. */
  void growIfCrowded() {
    int look = (int) words[LOOKS]++;
    growIfCrowded(look, look % LOOK_EVERY == 0);
  }

  /** The same, at each call. */
  void makeRoom() {
    growIfCrowded((int) words[LOOKS]++, true);
  }

  private void growIfCrowded(int look, boolean looks) {
    Tables newest = tables[0];
    if (looks && sieves.length > 0 && sieves[0].isWorn()) {
      sift();
    }
    if (foundNoRoom() != droppedAtGrowth || (looks || newest.buckets <= SMALL) && newest.byBase.isCrowded(look)) {
      grow(look);
    }
  }

  /**
   * A sieve without the marks of containers that are gone. Who adds a container meanwhile has it in the table before it looks which
   * sieves to mark: either that is seen here, or the new sieve is seen there.
   */
  private synchronized void sift() {
    Sieve[] old = sieves;
    if (old.length == 0 || !old[0].isWorn()) {
      return;
    }
    Sieve fresh = Sieve.of(live());
    if (fresh == null) {
      narrowing.marks(null);
      sieves = new Sieve[0];
      return;
    }
    sieves = new Sieve[] {old[0], fresh};
    LongWords.fullFence();
    forEach((table, base) -> fresh.mark(base));
    narrowing.marks(fresh.marks);
    sieves = new Sieve[] {fresh};
  }

  /** Makes room after {@link #add} found none; false if there is no more to be had. */
  private boolean growOnce() {
    int before = tables.length;
    grow(0);
    return tables.length > before;
  }

  private synchronized void grow(int look) {
    Tables[] old = tables;
    if (foundNoRoom() == droppedAtGrowth && !old[0].byBase.isCrowded(look) || old[0].buckets == MOST_BUCKETS) {
      return;
    }
    Tables[] grown = new Tables[old.length + 1];
    grown[0] = make(Math.min(MOST_BUCKETS, old[0].buckets * FACTOR));
    System.arraycopy(old, 0, grown, 1, old.length);
    narrowing.tables(tags(grown)); // first: frees of what is added to it must be delivered
    tables = grown;
    droppedAtGrowth = foundNoRoom();
  }
}
